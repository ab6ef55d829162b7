import type { BundleContents } from './bundle-contents.ts'
import type { Engine } from './engine.ts'
import { createLinearScorer } from './linear-scorer.ts'
import { createNetworkScorer } from './network-scorer.ts'
import { createNormalOnlyScorer } from './normal-only-scorer.ts'
import type { Scorer } from './scoring.ts'
import { createUnlearntScorer } from './unlearnt-scorer.ts'

export type { Scorer } from './scoring.ts'

/**
 * Make a bundle ready to score; the first verdict is as quick as the later ones.
 *
 * @throws {@link BundleError} when a file of the network is damaged or missing.
 * @throws {@link ModelMismatchError} when network and manifest disagree.
 * @throws {@link EngineError} when the engine cannot run the network.
 */
export async function createScorer(contents: BundleContents, engine: Engine): Promise<Scorer> {
  const { manifest } = contents
  switch (manifest.kind) {
    case 'network':
      return createNetworkScorer({ ...contents, manifest }, engine)
    case 'linear':
      return createLinearScorer({ ...contents, manifest })
    case 'normal-only':
      return createNormalOnlyScorer({ ...contents, manifest })
    case 'unlearnt':
      return createUnlearntScorer({ ...contents, manifest })
  }
}
