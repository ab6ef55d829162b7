import { z } from 'zod'
import type { Pipeline } from '../pipeline.ts'
import type { Clock, MethodHandler } from '../ports.ts'
import { method, SourceName } from './method.ts'

const MOST_MINUTES = 7 * 24 * 60

const Payload = z.strictObject({
  source: SourceName,
  /** 0 ends the silence. */
  minutes: z.number().min(0).max(MOST_MINUTES),
  reason: z.string().trim().min(1).max(500).optional(),
})

/** `silence`: raise no alarm for a source for a while, because of work on the machine, say. */
export function silenceMethod(pipeline: Pipeline, clock: Clock): MethodHandler {
  return method({
    payload: Payload.refine(({ minutes, reason }) => minutes === 0 || reason !== undefined, {
      message: 'say why: reason must be given',
      path: ['reason'],
    }),
    handle: async ({ source, minutes, reason = '' }) => {
      const silence = minutes === 0 ? null : { untilMs: clock() + minutes * 60_000, reason }
      pipeline.silence(source, silence)
      return { source, silence }
    },
  })
}
