import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { Random } from '../../../src/synth/random.ts'
import { augment, maskFrames, NO_AUGMENTATION, repeatHalf } from '../../../src/train/augmentation.ts'
import { tone } from '../../signals.ts'

const y = tone(16_000, { hz: 440, sampleRateHz: 8_000 })
const quiet = { ...NO_AUGMENTATION, snrDb: [200, 200] as const, gainDb: 0, shiftShare: 0 }
const change = (changes: Partial<typeof NO_AUGMENTATION>, seed = 1) =>
  augment(y, 8_000, { ...quiet, ...changes }, new Random(seed))
const differenceRms = (a: Float32Array, b: Float32Array) => rms(a.map((value, i) => value - (b[i] ?? 0)))

describe('a changed copy of a recording', () => {
  it('is the same for the same seed and another for another, and leaves the recording as it was', () => {
    const before = y.slice()
    const all = { snrDb: [0, 20] as const, gainDb: 6, shiftShare: 0.5 }
    expect(change(all)).toEqual(change(all))
    expect(change(all, 2)).not.toEqual(change(all))
    expect(y).toEqual(before)
  })

  it.each([0, 10, 20])('is in noise of %d dB when that is asked for', (snrDb) => {
    const noise = differenceRms(change({ snrDb: [snrDb, snrDb] }), y)
    expect(20 * Math.log10(rms(y) / noise)).toBeCloseTo(snrDb, 1)
  })

  it('is louder or softer by what was allowed', () => {
    const gainsDb = [1, 2, 3, 4, 5].map((seed) => 20 * Math.log10(rms(change({ gainDb: 6 }, seed)) / rms(y)))
    for (const gainDb of gainsDb) expect(Math.abs(gainDb)).toBeLessThanOrEqual(6)
    expect(Math.max(...gainsDb) - Math.min(...gainsDb)).toBeGreaterThan(2)
  })

  it('begins elsewhere, its end gone to its beginning', () => {
    const shifted = change({ shiftShare: 0.5 }, 3)
    expect(differenceRms(shifted, y)).toBeGreaterThan(0.01)
    expect(rms(shifted)).toBeCloseTo(rms(y), 3)
  })

  it('is refused where the range of SNRs is the wrong way round', () => {
    expect(() => change({ snrDb: [20, 0] })).toThrow(ParameterError)
  })

  it('of silence is silence', () => {
    expect(augment(new Float32Array(8_000), 8_000, NO_AUGMENTATION, new Random(1)).every((v) => v === 0)).toBe(true)
  })
})

describe('maskFrames', () => {
  const input = new Float32Array(5 * 20).fill(1)
  it.each(['first', 'last'] as const)('blanks one stretch of whole frames, axis %s', (framesAxis) => {
    const lengths = [1, 2, 3, 4].map((seed) => {
      const masked = maskFrames(input, { frames: 20, framesAxis }, 0.5, new Random(seed))
      const isBlank = Array.from({ length: 20 }, (_, t) =>
        Array.from({ length: 5 }, (__, c) => masked[framesAxis === 'first' ? t * 5 + c : c * 20 + t]).every(
          (v) => v === 0,
        ),
      )
      const length = isBlank.filter(Boolean).length
      expect(masked.filter((v) => v === 0)).toHaveLength(5 * length)
      expect(isBlank.lastIndexOf(true) - isBlank.indexOf(true) + (length > 0 ? 1 : 0)).toBe(length)
      return length
    })
    expect(Math.max(...lengths)).toBeLessThanOrEqual(10)
    expect(new Set(lengths).size).toBeGreaterThan(1)
    expect(input.every((v) => v === 1)).toBe(true)
  })
})

describe('repeatHalf', () => {
  /** Two coefficients by 11 frames, of which the last is padding; each value names its frame. */
  const at = (framesAxis: 'first' | 'last', c: number, t: number): number =>
    framesAxis === 'first' ? t * 2 + c : c * 11 + t
  it.each(['first', 'last'] as const)(
    'puts five successive frames of ten twice, and leaves padding, axis %s',
    (framesAxis) => {
      const input = new Float32Array(22)
      for (let t = 0; t < 11; t += 1) for (let c = 0; c < 2; c += 1) input[at(framesAxis, c, t)] = 100 * c + t
      const starts = [1, 2, 3, 4].map((seed) => {
        const repeated = repeatHalf(input, { frames: 11, padColumns: 1, framesAxis }, new Random(seed))
        const [start = -1] = [repeated[at(framesAxis, 0, 0)]]
        for (let c = 0; c < 2; c += 1) {
          const row = Array.from({ length: 11 }, (_, t) => repeated[at(framesAxis, c, t)])
          const half = [0, 1, 2, 3, 4].map((i) => 100 * c + start + i)
          expect(row).toEqual([...half, ...half, 100 * c + 10])
        }
        return start
      })
      expect(new Set(starts).size).toBeGreaterThan(1)
      expect(input[at(framesAxis, 1, 10)]).toBe(110)
    },
  )
})
