import { whole } from '../key.ts'

/** What happens when the process hangs. */
export const WATCHDOG = {
  limitSeconds: whole({
    doc: 'A process that does nothing at all for this long ends itself, so that the runtime starts it again. 0: never.',
    unit: 's',
    default: 30,
    minimum: 0,
    maximum: 3_600,
  }),
} as const
