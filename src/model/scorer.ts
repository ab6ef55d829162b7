import type { BundleContents } from './bundle-contents.ts'
import { type Engine, type EngineOptions, loadEngine } from './engine.ts'
import { createLinearScorer } from './linear-scorer.ts'
import { createNetworkScorer } from './network-scorer.ts'
import { createNormalOnlyScorer } from './normal-only-scorer.ts'
import type { Scorer } from './scoring.ts'
import { createUnlearntScorer } from './unlearnt-scorer.ts'

export type { Scorer } from './scoring.ts'

/**
 * Makes bundles ready to score. The engine is started when the first one comes that has a network: it is tens of
 * megabytes, and others need none. One that was insisted on is started with the first bundle whatever it has, so that
 * it shows at once when it is not there.
 */
export function openBundlesOn(options: EngineOptions): (contents: BundleContents) => Promise<Scorer> {
  let started: Promise<Engine> | undefined
  const engine = (): Promise<Engine> => {
    started ??= loadEngine(options)
    return started
  }
  const { preferred = 'auto' } = options
  return async (contents) => {
    if (preferred !== 'auto') await engine()
    return createScorer(contents, engine)
  }
}

/**
 * Make a bundle ready to score; the first verdict is as quick as the later ones.
 *
 * @param engine - What computes networks, or starts it: nothing else asks for it.
 * @throws {@link BundleError} when a file of the network is damaged or missing.
 * @throws {@link ModelMismatchError} when network and manifest disagree.
 * @throws {@link EngineError} when the engine cannot run the network.
 */
export async function createScorer(
  contents: BundleContents,
  engine: Engine | (() => Promise<Engine>),
): Promise<Scorer> {
  const { manifest } = contents
  switch (manifest.kind) {
    case 'network':
      return createNetworkScorer({ ...contents, manifest }, typeof engine === 'function' ? await engine() : engine)
    case 'linear':
      return createLinearScorer({ ...contents, manifest })
    case 'normal-only':
      return createNormalOnlyScorer({ ...contents, manifest })
    case 'unlearnt':
      return createUnlearntScorer({ ...contents, manifest })
  }
}
