import { z } from 'zod'
import { RequestError } from '../../errors.ts'
import type { LiveModel } from '../live-model.ts'
import type { MethodHandler } from '../ports.ts'
import type { SourceModels } from '../source-models.ts'
import { method, SourceName } from './method.ts'

const Name = z.string().min(1).max(64)
const Payload = z.strictObject({
  /** null: the module's bundle judges the source again. */
  name: Name.nullable(),
  source: SourceName.optional(),
})

export interface UseModelParts {
  readonly liveModel: LiveModel
  readonly sourceModels: Pick<SourceModels, 'use' | 'of'>
  readonly useModel: (name: string) => Promise<void>
}

/** `useModel`: let another bundle judge all sources that have none of their own, or one source. */
export function useModelMethod({ liveModel, useModel, sourceModels }: UseModelParts): MethodHandler {
  return method({
    payload: Payload,
    handle: async ({ source, name }) => {
      if (source !== undefined) {
        await sourceModels.use(source, name)
        return { live: liveModel.name, source, model: sourceModels.of(source) ?? liveModel.scorer.identity }
      }
      if (name === null) throw new RequestError('give a name: only a source can be without a model of its own')
      await useModel(name)
      return { live: liveModel.name, model: liveModel.scorer.identity }
    },
  })
}
