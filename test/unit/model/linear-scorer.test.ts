import { describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import type { BundleContents } from '../../../src/model/bundle-contents.ts'
import type { LinearManifest } from '../../../src/model/linear-manifest.ts'
import { createLinearScorer } from '../../../src/model/linear-scorer.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { hearInPieces } from './live-windows.ts'

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

  it('says of a live window what it says of its samples, within 1e-6 of every probability', async () => {
    const { window, features } = fan.manifest
    const params = { windowLength: 10 * RATE_HZ, hopLength: window.hopFrames * features.hopLength }
    const stream = scorer.live?.prepare({ windowLength: params.windowLength, hopFrames: window.hopFrames })()
    const sound = drawRecording(machine, { fault: 'clogged', snrDb: 6, seed: 5, seconds: 13, sampleRateHz: RATE_HZ })
    const windows = stream ? hearInPieces(stream, sound, params, [RATE_HZ, 777]) : []
    expect(windows.length).toBeGreaterThan(2)
    for (const { prepared, cut } of windows) {
      const [found, expected] = [await scorer.live?.score(prepared.input), await scorer.scoreSamples(cut.y)]
      expect(found?.label).toBe(expected.label)
      expected.probabilities.forEach((probability, i) => {
        expect(Math.abs((found?.probabilities[i] ?? Number.NaN) - probability)).toBeLessThan(1e-6)
      })
    }
  })
})
