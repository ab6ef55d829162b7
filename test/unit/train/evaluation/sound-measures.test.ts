import { describe, expect, it } from 'vitest'
import { measureFloors } from '../../../../src/train/evaluation/floors.ts'
import { histogram } from '../../../../src/train/evaluation/histogram.ts'
import { scaleTo } from '../../../../src/train/evaluation/judge-clips.ts'
import { measureSound } from '../../../../src/train/evaluation/sound-measures.ts'
import { noise, tone } from '../../../signals.ts'

const SAMPLE_RATE_HZ = 16_000
const clip = (y: Float32Array) => ({ y, sampleRateHz: SAMPLE_RATE_HZ, channels: 1 })

/** Each sample the sum of all before it, leaking: its spectrum falls by 6 dB an octave. */
function brown(n: number): Float32Array {
  let sum = 0
  return noise(n, 5).map((value) => {
    sum = 0.9999 * sum + 0.01 * value
    return sum
  })
}

describe('measureSound', () => {
  it('gives a sine of amplitude 1 a level of -3.01 dBFS, and half of it 6.02 dB less', () => {
    const sine = tone(SAMPLE_RATE_HZ, { hz: 1000, sampleRateHz: SAMPLE_RATE_HZ })
    expect(measureSound(clip(sine)).levelDbfs).toBeCloseTo(-3.0103, 3)
    expect(measureSound(clip(sine.map((value) => value / 2))).levelDbfs).toBeCloseTo(-9.031, 3)
  })

  it('finds white noise level and integrated noise falling by 6 dB an octave', () => {
    expect(measureSound(clip(noise(160_000, 1))).tiltDbPerOctave).toBeCloseTo(0, 0)
    expect(Math.abs(measureSound(clip(brown(160_000))).tiltDbPerOctave + 6)).toBeLessThan(0.5)
  })

  it('has an answer for silence', () => {
    expect(measureSound(clip(new Float32Array(8_000)))).toEqual({ levelDbfs: -120, tiltDbPerOctave: 0 })
  })
})

it('scaleTo brings sound to a level and leaves silence', () => {
  expect(measureSound(scaleTo(clip(noise(16_000, 2)), -31)).levelDbfs).toBeCloseTo(-31, 4)
  expect(scaleTo(clip(new Float32Array(8)), -31).y).toEqual(new Float32Array(8))
})

describe('measureFloors', () => {
  const clips = [
    { levelDbfs: -30, tiltDbPerOctave: -6, isAbnormal: false },
    { levelDbfs: -31, tiltDbPerOctave: -3, isAbnormal: false },
    { levelDbfs: -40, tiltDbPerOctave: -5, isAbnormal: true },
    { levelDbfs: -41, tiltDbPerOctave: -2, isAbnormal: true },
  ]

  it('takes the direction that separates better', () => {
    expect(measureFloors(clips)).toEqual({
      loudness: { auc: 1, pauc: 1, direction: 'smaller' },
      tilt: { auc: 0.75, pauc: expect.closeTo(14 / 19, 12), direction: 'larger' },
    })
  })

  it('has none without both kinds', () => {
    expect(measureFloors(clips.slice(0, 2))).toEqual({ loudness: null, tilt: null })
  })
})

it('histogram counts over equal steps, the last one closed, strangers at the ends', () => {
  expect(histogram([0, 0.49, 0.5, 1, 2, -1], 0, 1, 2).counts).toEqual([3, 3])
  expect(histogram([3, 3], 3, 3, 4).counts).toEqual([2, 0, 0, 0])
})
