import { describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import type { BundleContents } from '../../../src/model/bundle-contents.ts'
import type { LinearManifest } from '../../../src/model/linear-manifest.ts'
import { createLinearScorer } from '../../../src/model/linear-scorer.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'

const RATE_HZ = 16_000
const fan = await readFan()
/** The fan that the bundle knows. */
const machine = drawMachine(13)
const recordings = (['ok', 'imbalanced', 'clogged', 'voltage'] as const).flatMap((fault) =>
  (['clean', 0] as const).map((snrDb) =>
    drawRecording(machine, { fault, snrDb, seed: 77, seconds: 10, sampleRateHz: RATE_HZ }),
  ),
)

async function readFan(): Promise<BundleContents<LinearManifest>> {
  const { manifest, ...rest } = await readBundle('models/fan')
  if (manifest.kind !== 'linear') throw new Error('models/fan is no linear classifier')
  return { ...rest, manifest }
}

describe('the linear classifier of the shipped fan', () => {
  const scorer = createLinearScorer(fan)

  it('says what it says in plain double precision, within 1e-4 of every probability', async () => {
    const plain = createLinearScorer(fan, null)
    const answers = new Set<string>()
    for (const y of recordings) {
      const [found, expected] = [await scorer.scoreSamples(y), await plain.scoreSamples(y)]
      answers.add(expected.label)
      expect(found.label).toBe(expected.label)
      found.probabilities.forEach((probability, i) => {
        expect(Math.abs(probability - (expected.probabilities[i] ?? Number.NaN))).toBeLessThan(1e-4)
      })
    }
    expect(answers.size).toBeGreaterThan(2)
  })
})
