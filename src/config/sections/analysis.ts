import { choice } from '../key.ts'

const COUNTS = ['0', '1', '2', '3', '4', '6', '8', '12', '16', '24', '32'] as const

/** Where sound is cut and scored. */
export const ANALYSIS = {
  workers: choice({
    doc: 'Threads that cut and score sound, each with the bundles of its own (20 to 60 MB). auto: one for each core but one, at least 1, at most 8. 0: none; brokers and people then wait while a window is scored.',
    default: 'auto',
    choices: ['auto', ...COUNTS],
  }),
} as const

/** @param cores - That this process may use. */
export function workerCount(workers: (typeof ANALYSIS)['workers']['default'], cores: number): number {
  return workers === 'auto' ? Math.min(8, Math.max(1, cores - 1)) : Number(workers)
}
