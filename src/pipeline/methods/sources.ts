import { z } from 'zod'
import { sourceFilter } from '../../audio/source-filter.ts'
import type { Pipeline } from '../pipeline.ts'
import type { MethodHandler } from '../ports.ts'
import { method } from './method.ts'

const Payload = z.strictObject({
  /** Which ones; all together may be more than a direct method can answer. */
  source: z
    .string()
    .regex(/^[A-Za-z0-9_.*-]+(,[A-Za-z0-9_.*-]+)*$/, 'must be names like fan-1,press-*')
    .default(''),
})

/** `sources`: each source at a glance. */
export function sourcesMethod(pipeline: Pipeline): MethodHandler {
  return method({
    payload: Payload,
    handle: async ({ source }) => {
      const isMeant = sourceFilter(source)
      return { sources: pipeline.sources().filter((status) => isMeant(status.source)) }
    },
  })
}
