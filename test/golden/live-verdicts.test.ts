import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../src/adapters/disk/engine-files.ts'
import { resample } from '../../src/audio/resample.ts'
import { SourceStream } from '../../src/audio/source-stream.ts'
import type { Window } from '../../src/audio/window.ts'
import { loadEngine } from '../../src/model/engine.ts'
import type { Scorer } from '../../src/model/scorer.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { bundleScorer } from '../../src/pipeline/bundle-scorer.ts'
import { importKeras } from '../../src/train/keras/import-keras.ts'
import { largestDifference } from '../signals.ts'
import { importedScorer } from './imported-scorer.ts'
import { hasSharedData, readBytes, readClip } from './references.ts'

let scorer: Scorer

beforeAll(async () => {
  if (!hasSharedData) return
  const engine = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  const model = await importKeras(readBytes('fan/weightsMulti.hdf5'), 'weightsMulti.hdf5')
  scorer = await importedScorer(model, { resampler: 'kaiser_fast@0.2', padMode: 'reflect' }, engine)
})
afterAll(() => scorer?.dispose())

/** What a stream prepared of a window, judged. */
async function scoreLive(input: Float32Array = new Float32Array(0)): Promise<Verdict> {
  if (scorer.live === undefined) throw new Error('a network is to be prepared for live')
  return await scorer.live.score(input)
}

/** Chunks of 10 ms to 3 s at 16 kHz. */
const chunkings = fc.array(fc.integer({ min: 160, max: 48_000 }), { minLength: 1, maxLength: 8 })

describe.skipIf(!hasSharedData)('a real fan that is heard live', () => {
  it('is judged, window for window, as the same samples are by themselves', async () => {
    // The two recordings in turn: 30 s, so that windows hold both.
    const sampleRateHz = 16_000
    const parts = ['normal', 'pb1', 'normal'].map((name) => readClip(`fan/${name}.wav`).y)
    const y = Float32Array.from(parts.flatMap((part) => Array.from(part)))
    const live = bundleScorer(scorer)
    const whole = resample(y, { fromHz: sampleRateHz, toHz: 22_050, resampler: 'kaiser_fast@0.2' })
    const expected = new Map<number, readonly number[]>()

    await fc.assert(
      fc.asyncProperty(chunkings, async (lengths) => {
        const stream = new SourceStream('fan-1', live.specs, live.live?.open)
        const windows: Window[] = []
        for (let at = 0, i = 0; at < y.length; i += 1) {
          const chunk = y.subarray(at, at + (lengths[i % lengths.length] ?? 1))
          const result = stream.push({ source: 'fan-1', y: chunk, sampleRateHz, channels: 1, seq: i, receivedAtMs: 0 })
          windows.push(...result.windows)
          at += chunk.length
        }
        windows.push(...stream.settle())
        expect(windows).toHaveLength(21)
        for (const { index, input } of windows) {
          const start = index * live.specs.hopLength
          const samples = whole.subarray(start, start + live.specs.windowLength)
          if (!expected.has(index)) expected.set(index, (await scorer.scoreSamples(samples)).probabilities)
          const { probabilities } = await scoreLive(input)
          expect(largestDifference(probabilities, expected.get(index) ?? [])).toBeLessThanOrEqual(1e-6)
        }
      }),
      { seed: 3, numRuns: 4 },
    )
  })

  it('gets the verdict of the recording by its tenth second', async () => {
    for (const name of ['normal', 'pb1']) {
      const clip = readClip(`fan/${name}.wav`)
      const live = bundleScorer(scorer)
      const stream = new SourceStream('fan-1', live.specs, live.live?.open)
      const { windows } = stream.push({ ...clip, source: 'fan-1', receivedAtMs: 0 })
      const [window] = windows
      const { probabilities } = await scoreLive(window?.input)
      expect(largestDifference(probabilities, (await scorer.scoreClip(clip)).probabilities)).toBeLessThanOrEqual(1e-6)
    }
  })
})
