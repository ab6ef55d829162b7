import { describe, expect, it } from 'vitest'
import { sealBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { BundleError, UnlearntError } from '../../../src/errors.ts'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import type { ManifestDraft } from '../../../src/model/bundle-contents.ts'
import { createScorer } from '../../../src/model/scorer.ts'

const draft: ManifestDraft = {
  formatVersion: 1,
  kind: 'unlearnt',
  name: 'anything',
  version: '1.0.0',
  description: 'Knows nothing yet.',
  ...normalFrontEnd(16_000, 10),
  labels: [{ name: 'unlearnt', message: 'Not judged', normal: true }],
  learning: { minutes: 10, falseAlarmRate: 0.01 },
}
const ENGINE = { name: 'cpu', refused: [] } as const

describe('a bundle that has learnt nothing yet', () => {
  it('lets live windows pass as not judged', async () => {
    const scorer = await createScorer(sealBundle(draft, new Map()), ENGINE)
    const verdict = await scorer.scoreSamples(new Float32Array(160_000).fill(0.5))
    expect(verdict).toMatchObject({ label: 'unlearnt', message: 'Not judged', anomaly: false, score: 0 })
    expect(verdict.probabilities).toEqual([])
  })

  it('refuses to judge a recording, and says what to do', async () => {
    const scorer = await createScorer(sealBundle(draft, new Map()), ENGINE)
    const judged = scorer.scoreClip({ y: new Float32Array(160_000), sampleRateHz: 16_000, channels: 1 })
    await expect(judged).rejects.toThrow(UnlearntError)
    await expect(judged).rejects.toThrow(/anything has learnt nothing yet: .*earshot learn/)
  })

  it('has no label for a fault', () => {
    const labels = [...draft.labels, { name: 'anomalous', message: 'Unlike', normal: false }]
    expect(() => sealBundle({ ...draft, labels }, new Map())).toThrow(BundleError)
  })
})
