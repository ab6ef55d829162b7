import { z } from 'zod'
import type { Clip } from '../../audio/clip.ts'
import type { KeptSound } from '../learning/further-session.ts'
import type { Learnings } from '../learning/learnings.ts'
import type { LiveModel } from '../live-model.ts'
import type { ModelShelf } from '../model-registry.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Clock, MethodTable } from '../ports.ts'
import type { SourceModels } from '../source-models.ts'
import { inferMethod } from './infer.ts'
import { learnMethod } from './learn.ts'
import { method } from './method.ts'
import { silenceMethod } from './silence.ts'
import { sourcesMethod } from './sources.ts'
import { useModelMethod } from './use-model.ts'

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
  readonly sourceModels: Pick<SourceModels, 'use' | 'of' | 'list'>
  readonly learnings: Pick<Learnings, 'begin' | 'cancel'>
  readonly keptSound: KeptSound
  readonly clock: Clock
}

const Nothing = z.strictObject({})

/** The direct methods, however they are called: through IoT Hub or over MQTT. */
export function createMethodTable(parts: MethodParts): MethodTable {
  const { pipeline, liveModel, shelf, decode, status, sourceModels, clock } = parts
  return new Map([
    ['infer', inferMethod(pipeline, liveModel, decode)],
    ['status', method({ payload: Nothing, handle: async () => status() })],
    ['sources', sourcesMethod(pipeline)],
    [
      'models',
      method({
        payload: Nothing,
        handle: async () => ({ live: liveModel.name, ofSources: sourceModels.list(), models: await shelf.list() }),
      }),
    ],
    ['useModel', useModelMethod(parts)],
    ['silence', silenceMethod(pipeline, clock)],
    ['learn', learnMethod(parts)],
  ])
}
