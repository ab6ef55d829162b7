import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FRAME_LENGTH,
  type Indicators,
  MAX_FRAMES,
  measureFrame,
  measureIndicators,
  summarise,
} from '../../../src/dsp/indicators.ts'
import { measureLevel } from '../../../src/dsp/level.ts'
import { WindowIndicators, type WindowIndicatorsParams } from '../../../src/dsp/window-indicators.ts'
import { noise, tone } from '../../signals.ts'

const RATE_HZ = 22_050
const fan = { windowLength: 220_500, hopLength: 43 * 512, sampleRateHz: RATE_HZ }
const settings: readonly WindowIndicatorsParams[] = [
  fan,
  { windowLength: 8_000, hopLength: 3_840, sampleRateHz: 8_000 },
  { windowLength: 8_000, hopLength: 500, sampleRateHz: 8_000 },
  { windowLength: 9_000, hopLength: 40_001, sampleRateHz: 8_000 },
  { windowLength: 1_000, hopLength: 300, sampleRateHz: 8_000 },
]

/** Loud and quiet, dull and bright in turn, and some silence: no two windows are alike. */
const changing = (n: number): Float32Array =>
  noise(n, 7).map((x, i) => (i % 90_000 < 20_000 ? 0 : x * (0.1 + 0.3 * Math.abs(Math.sin(i / 40_000)))))

/** The same of a window by itself, block by block: every block a hop or its halves long, a frame at its beginning. */
function measured(y: Float32Array, { hopLength, sampleRateHz }: WindowIndicatorsParams): Indicators {
  let length = hopLength
  while (length * MAX_FRAMES > y.length && length >= 2 * FRAME_LENGTH && length % 2 === 0) length /= 2
  const starts = Array.from({ length: Math.ceil(y.length / length) }, (_, i) => i * length)
  const levels = starts.map((at) => measureLevel(y.subarray(at, at + length)))
  const frames = starts
    .filter((at) => at === 0 || at + FRAME_LENGTH <= y.length)
    .map((at) => measureFrame(y.subarray(at, at + FRAME_LENGTH), sampleRateHz))
  const energy = levels.reduce((sum, level) => sum + level.energy, 0)
  return summarise({ energy, peak: Math.max(...levels.map(({ peak }) => peak)) }, y.length, frames)
}

describe('WindowIndicators', () => {
  it.each(settings)(
    'gives of each window of a stretch what it gives of the window alone ($windowLength by $hopLength)',
    (params) => {
      const { windowLength, hopLength } = params
      const y = changing(windowLength + 5 * hopLength)
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 2 * windowLength }), { minLength: 1, maxLength: 4 }),
          (lengths) => {
            const along = new WindowIndicators(params)
            const windows = inPieces(y, lengths).flatMap((piece) => along.push(piece))
            expect(windows).toHaveLength(6)
            windows.forEach(({ indicators, end }, k) => {
              expect(end).toBe(k * hopLength + windowLength)
              expect(indicators).toEqual(measured(y.subarray(end - windowLength, end), params))
            })
          },
        ),
        { seed: 6, numRuns: 3 },
      )
    },
  )

  it.each(settings)(
    'keeps nothing of samples that may yet turn out otherwise ($windowLength by $hopLength)',
    (params) => {
      const { windowLength, hopLength } = params
      const y = changing(windowLength + hopLength)
      fc.assert(
        fc.property(fc.integer({ min: 0, max: windowLength - 1 }), (certain) => {
          const along = new WindowIndicators(params)
          along.push(y.subarray(0, certain))
          const guessed = y.slice(0, windowLength).fill(0.9, certain)
          const [completed] = along.complete(guessed.subarray(certain))
          const [next] = along.push(y.subarray(certain))
          expect(next?.indicators).toEqual(measured(y.subarray(hopLength), params))
          expect(completed).toEqual({ indicators: measured(guessed, params), end: windowLength })
        }),
        { seed: 2, numRuns: 10 },
      )
    },
  )

  it('agrees with what is measured of the stretch as a whole', () => {
    const y = tone(fan.windowLength, { hz: 1_000, sampleRateHz: RATE_HZ, amplitude: 0.5 })
    const [found] = new WindowIndicators(fan).push(y).map(({ indicators }) => indicators)
    const whole = measureIndicators(y, RATE_HZ)
    expect(found?.rmsDbfs).toBeCloseTo(whole.rmsDbfs, 9)
    expect(found?.crestFactor).toBeCloseTo(whole.crestFactor, 9)
    expect(found?.spectralCentroidHz).toBeCloseTo(whole.spectralCentroidHz, 0)
    expect(found?.spectralFlatness).toBeCloseTo(whole.spectralFlatness, 3)
    expect(Math.abs((found?.zeroCrossingsPerSecond ?? 0) - 2_000)).toBeLessThan(RATE_HZ / 2048)
  })

  it('forgets when it restarts', () => {
    const along = new WindowIndicators(fan)
    along.push(changing(fan.windowLength + 1_000))
    along.restart()
    const [window] = along.push(new Float32Array(fan.windowLength))
    expect(window?.indicators).toMatchObject({ rmsDbfs: -120, crestFactor: 0, spectralCentroidHz: 0 })
  })
})

function inPieces(y: Float32Array, lengths: readonly number[]): Float32Array[] {
  const pieces: Float32Array[] = []
  for (let at = 0, i = 0; at < y.length; i += 1) {
    const piece = y.subarray(at, at + (lengths[i % lengths.length] ?? 1))
    pieces.push(piece)
    at += piece.length
  }
  return pieces
}
