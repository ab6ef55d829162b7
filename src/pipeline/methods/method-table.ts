import { z } from 'zod'
import type { Clip } from '../../audio/clip.ts'
import { NotAvailableError } from '../../errors.ts'
import type { LiveModel } from '../live-model.ts'
import type { ModelShelf } from '../model-registry.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Clock, MethodHandler, MethodTable } from '../ports.ts'
import { inferMethod } from './infer.ts'
import { method } from './method.ts'
import { silenceMethod } from './silence.ts'
import { sourcesMethod } from './sources.ts'

export interface MethodParts {
  readonly pipeline: Pipeline
  readonly liveModel: LiveModel
  readonly shelf: ModelShelf
  /** @throws AudioError when the bytes are no WAV that can be scored. */
  readonly decode: (bytes: Uint8Array) => Clip
  /** What `status` tells: version, health of the ways in and out, what waits. */
  readonly status: () => Readonly<Record<string, unknown>>
  /** Let the bundle of that name judge. */
  readonly useModel: (name: string) => Promise<void>
  readonly clock: Clock
}

const Nothing = z.strictObject({})
const ModelName = z.strictObject({ name: z.string().min(1).max(64) })

const learnLater: MethodHandler = async () => {
  throw new NotAvailableError('learning is not available yet; train a bundle from recordings with: earshot train')
}

/** The direct methods, however they are called: through IoT Hub or over MQTT. */
export function createMethodTable(parts: MethodParts): MethodTable {
  const { pipeline, liveModel, shelf, decode, status, useModel, clock } = parts
  return new Map([
    ['infer', inferMethod(pipeline, liveModel, decode)],
    ['status', method({ payload: Nothing, handle: async () => status() })],
    ['sources', sourcesMethod(pipeline)],
    [
      'models',
      method({ payload: Nothing, handle: async () => ({ live: liveModel.name, models: await shelf.list() }) }),
    ],
    [
      'useModel',
      method({
        payload: ModelName,
        handle: async ({ name }) => {
          await useModel(name)
          return { live: liveModel.name, model: liveModel.scorer.identity }
        },
      }),
    ],
    ['silence', silenceMethod(pipeline, clock)],
    ['learn', learnLater],
  ])
}
