import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { Random } from '../../../src/synth/random.ts'
import { augment, halfOf, maskFrames, NO_AUGMENTATION, takeHalf } from '../../../src/train/augmentation.ts'
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
  /** Five coefficients by 20 frames, of which none is a coefficient's mean. */
  const at = (framesAxis: 'first' | 'last', c: number, t: number): number =>
    framesAxis === 'first' ? t * 5 + c : c * 20 + t
  it.each(['first', 'last'] as const)(
    'puts means in the place of one stretch of whole frames, axis %s',
    (framesAxis) => {
      const input = new Float32Array(5 * 20)
      for (let c = 0; c < 5; c += 1) for (let t = 0; t < 20; t += 1) input[at(framesAxis, c, t)] = 100 * c + t
      const before = input.slice()
      const lengths = [1, 2, 3, 4].map((seed) => {
        const masked = maskFrames(input, { frames: 20, padColumns: 0, framesAxis }, 0.5, new Random(seed))
        const isMasked = (c: number, t: number): boolean => masked[at(framesAxis, c, t)] === 100 * c + 9.5
        const masks = Array.from({ length: 20 }, (_, t) => [0, 1, 2, 3, 4].every((c) => isMasked(c, t)))
        const length = masks.filter(Boolean).length
        expect(masked.filter((v, i) => v !== input[i])).toHaveLength(5 * length)
        expect(masks.lastIndexOf(true) - masks.indexOf(true) + (length > 0 ? 1 : 0)).toBe(length)
        return length
      })
      expect(Math.max(...lengths)).toBeLessThanOrEqual(10)
      expect(new Set(lengths).size).toBeGreaterThan(1)
      expect(input).toEqual(before)
    },
  )
})

describe('takeHalf', () => {
  /** Two coefficients by 12 frames, of which the last two are padding; each value names its frame. */
  const at = (framesAxis: 'first' | 'last', frames: number, c: number, t: number): number =>
    framesAxis === 'first' ? t * 2 + c : c * frames + t
  it.each(['first', 'last'] as const)(
    'takes five successive frames of ten, and half of the padding, axis %s',
    (framesAxis) => {
      const input = new Float32Array(24)
      for (let t = 0; t < 12; t += 1) for (let c = 0; c < 2; c += 1) input[at(framesAxis, 12, c, t)] = 100 * c + t
      const whole = { frames: 12, padColumns: 2, framesAxis }
      expect(halfOf(whole)).toEqual({ frames: 6, padColumns: 1, framesAxis })
      const starts = [1, 2, 3, 4].map((seed) => {
        const taken = takeHalf(input, whole, new Random(seed))
        const [start = -1] = [taken[at(framesAxis, 6, 0, 0)]]
        for (let c = 0; c < 2; c += 1) {
          const row = Array.from({ length: 6 }, (_, t) => taken[at(framesAxis, 6, c, t)])
          expect(row).toEqual([...[0, 1, 2, 3, 4].map((i) => 100 * c + start + i), 100 * c + 10])
        }
        return start
      })
      expect(new Set(starts).size).toBeGreaterThan(1)
      expect(input[at(framesAxis, 12, 1, 10)]).toBe(110)
    },
  )
})
