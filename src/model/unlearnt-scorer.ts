import { UnlearntError } from '../errors.ts'
import type { BundleContents } from './bundle-contents.ts'
import type { Scorer } from './scoring.ts'
import type { UnlearntManifest } from './unlearnt-manifest.ts'

/**
 * What stands in for a detector that has learnt nothing yet: of live windows it says so, and never raises one, so
 * that a module can be started with it and told to learn. A recording it refuses.
 */
export function createUnlearntScorer({ manifest, sha256 }: BundleContents<UnlearntManifest>): Scorer {
  const { name, version, labels } = manifest
  const identity = { name, version, sha256 }
  const label = labels[0]?.name ?? name
  const message = labels[0]?.message ?? name
  const refuse = async (): Promise<never> => {
    throw new UnlearntError(
      `${name} has learnt nothing yet: learn from recordings (earshot learn DIR --settings DIR) or from a live ` +
        'source (method learn), or choose another model',
      { context: { model: name } },
    )
  }
  return {
    manifest,
    identity,
    engineName: 'cpu',
    scoreClip: refuse,
    examineClip: refuse,
    scoreSamples: async () => ({ label, message, anomaly: false, score: 0, probabilities: [], model: identity }),
    dispose: () => undefined,
  }
}
