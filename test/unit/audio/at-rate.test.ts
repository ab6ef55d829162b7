import { describe, expect, it } from 'vitest'
import { samplesAtRate } from '../../../src/audio/at-rate.ts'
import { resample } from '../../../src/audio/resample.ts'
import { noise } from '../../signals.ts'

const to = { sampleRateHz: 22_050, resampler: 'kaiser_fast' } as const
const clip = (length: number, seed: number, sampleRateHz = 44_100) => ({
  y: noise(length, seed),
  sampleRateHz,
  channels: 1,
})

describe('samples at a rate', () => {
  it('are those of resampling, whatever was resampled before', () => {
    for (const length of [90_001, 1_000, 300_000, 2_500_000, 0]) {
      const { y, ...rest } = clip(length, length)
      const expected = resample(y, { fromHz: 44_100, toHz: 22_050, resampler: 'kaiser_fast' })
      const found = samplesAtRate({ y, ...rest }, to)
      // Compared here: a matcher would look at millions of samples.
      expect(found.length === expected.length && found.every((x, i) => x === expected[i])).toBe(true)
    }
  })

  it('lie in memory that is used again', () => {
    expect(samplesAtRate(clip(4_000, 1), to).buffer).toBe(samplesAtRate(clip(3_000, 2), to).buffer)
  })

  it('are those of the clip where it has that rate', () => {
    const given = clip(100, 1, 22_050)
    expect(samplesAtRate(given, to)).toBe(given.y)
  })
})
