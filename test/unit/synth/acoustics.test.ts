import { describe, expect, it } from 'vitest'
import { Biquad } from '../../../src/synth/biquad.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { Random } from '../../../src/synth/random.ts'
import { Reverberation } from '../../../src/synth/reverberation.ts'

const sampleRateHz = 16_000

/** Steady gain at a frequency. @unit dB */
function gainDbAt(filter: Biquad, hz: number): number {
  const y = Float64Array.from({ length: sampleRateHz }, (_, i) => Math.sin((2 * Math.PI * hz * i) / sampleRateHz))
  filter.process(y)
  return 20 * Math.log10(rms(y.subarray(sampleRateHz / 2)) * Math.SQRT2)
}

describe('Biquad', () => {
  it('raises its centre by the gain and leaves the rest alone', () => {
    const peak = (): Biquad => Biquad.peak({ centreHz: 1_000, q: 5, gainDb: 7 }, sampleRateHz)
    expect(gainDbAt(peak(), 1_000)).toBeCloseTo(7, 1)
    expect(gainDbAt(peak(), 100)).toBeCloseTo(0, 1)
    expect(gainDbAt(peak(), 6_000)).toBeCloseTo(0, 0)
  })

  it('is 3 dB down at a cut-off and falls by 12 dB an octave', () => {
    expect(gainDbAt(Biquad.highPass(200, sampleRateHz), 200)).toBeCloseTo(-3, 1)
    expect(gainDbAt(Biquad.highPass(200, sampleRateHz), 50)).toBeCloseTo(-24, 0)
    expect(gainDbAt(Biquad.lowPass(1_000, sampleRateHz), 1_000)).toBeCloseTo(-3, 1)
    expect(gainDbAt(Biquad.lowPass(500, sampleRateHz), 1_000)).toBeLessThan(-12)
  })

  it('stays stable when asked to cut above half of the sampling rate', () => {
    expect(Math.abs(gainDbAt(Biquad.lowPass(10_500, sampleRateHz), 1_000))).toBeLessThan(0.1)
  })
})

describe('Reverberation', () => {
  it.each([0.1, 0.5])('falls by 60 dB in %d s', (seconds) => {
    const y = new Float64Array(2 * sampleRateHz)
    y[0] = 1
    new Reverberation(3, seconds, -6, sampleRateHz).process(y)
    const early = y.subarray(0.1 * seconds * sampleRateHz, 0.4 * seconds * sampleRateHz)
    const late = y.subarray(0.6 * seconds * sampleRateHz, 0.9 * seconds * sampleRateHz)
    expect(Math.abs(20 * Math.log10(rms(early) / rms(late)) - 30)).toBeLessThan(3)
  })

  it('carries the stated energy against the direct sound', () => {
    const random = new Random(4)
    const y = Float64Array.from({ length: 5 * sampleRateHz }, () => random.normal())
    new Reverberation(3, 0.3, -6, sampleRateHz).process(y)
    expect(Math.abs(20 * Math.log10(rms(y)) - 10 * Math.log10(1 + 10 ** -0.6))).toBeLessThan(0.7)
  })
})
