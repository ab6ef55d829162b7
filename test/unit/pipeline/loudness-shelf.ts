import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { BundleError, NotFoundError } from '../../../src/errors.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer, type Scorer } from '../../../src/model/scorer.ts'
import type { ModelShelf } from '../../../src/pipeline/model-registry.ts'
import { type LoudnessBundle, loudnessBundle } from '../../loudness-bundle.ts'

/** Real bundles in memory; what is loaded (+) and disposed of (-) is written down. */
export async function loudnessShelf(bundles: Record<string, LoudnessBundle | 'damaged'>) {
  const engine = await loadEngine({ ...findEngineFiles(), preferred: 'cpu' })
  const history: string[] = []
  const loaded: Scorer[] = []
  const shelf: ModelShelf = {
    async list() {
      return Object.keys(bundles).map((name) => ({ name, problem: 'not looked at' }))
    },
    async manifest(name) {
      const bundle = bundles[name]
      if (bundle === undefined) throw new NotFoundError(`there is no model ${name}`)
      return loudnessBundle({ name, ...(bundle === 'damaged' ? {} : bundle) }).manifest
    },
    async load(name) {
      const bundle = bundles[name]
      if (bundle === undefined) throw new NotFoundError(`there is no model ${name}`)
      if (bundle === 'damaged') throw new BundleError(`${name} is damaged`)
      const scorer = await createScorer(loudnessBundle({ name, ...bundle }), engine)
      const title = `${name} ${scorer.identity.version}`
      history.push(`+${title}`)
      const dispose = scorer.dispose.bind(scorer)
      const noted = Object.assign(scorer, {
        dispose: () => {
          history.push(`-${title}`)
          dispose()
        },
      })
      loaded.push(noted)
      return noted
    },
  }
  return { shelf, history, loaded, bundles }
}
