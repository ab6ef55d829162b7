import { describe, expect, it } from 'vitest'
import { LineSpectrum } from '../../../src/dsp/line-spectrum.ts'
import { AudioError, ParameterError } from '../../../src/errors.ts'
import { largestDifference, noise, tone } from '../../signals.ts'

const PARAMS = { sampleRateHz: 8_000, nFft: 4_096, hopLength: 2_048, fMinHz: 50, fMaxHz: 1_000, bandsPerOctave: 12 }
const lines = new LineSpectrum(PARAMS)
/** The band of a frequency. */
const bandOf = (hz: number): number => Math.floor(12 * Math.log2(hz / 50))
const mix = (a: Float32Array, b: Float32Array, gain: number) => a.map((value, i) => value + gain * (b[i] ?? 0))

describe('LineSpectrum', () => {
  it('lifts a tone out of noise in which it is hidden', () => {
    const y = noise(32_000, 1)
    const hidden = mix(y, tone(32_000, { hz: 300, sampleRateHz: 8_000 }), 0.1)
    const [plain, found] = [lines.extract(y), lines.extract(hidden)]
    const gains = found.map((level, band) => level - (plain[band] ?? 0))
    const best = gains.indexOf(Math.max(...gains))
    expect(Math.abs(best - bandOf(300))).toBeLessThanOrEqual(1)
    expect(gains[best]).toBeGreaterThan(6)
  })

  it('is the same at another level, and has one number a band', () => {
    const y = noise(20_000, 2)
    const quiet = lines.extract(y.map((value) => 0.01 * value))
    expect(quiet).toHaveLength(lines.nBands)
    for (const [band, level] of lines.extract(y).entries()) expect(quiet[band]).toBeCloseTo(level, 3)
  })

  it.each([512, 1_024, 4_096, 16_384, 32_768])('is that of double precision within 1e-4 dB in frames of %d', (nFft) => {
    const params = { ...PARAMS, nFft, hopLength: nFft / 2, fMinHz: 60, fMaxHz: 500 }
    const plain = new LineSpectrum(params, null)
    const y = mix(noise(70_000, nFft), tone(70_000, { hz: 300, sampleRateHz: 8_000 }), 10)
    const faint = y.map((value) => 1e-4 * value)
    for (const sound of [y, faint]) {
      expect(largestDifference(new LineSpectrum(params).extract(sound), plain.extract(sound))).toBeLessThan(1e-4)
    }
  })

  it('computes plainly what the kernel cannot', () => {
    const params = { ...PARAMS, fMaxHz: 4_000 }
    const y = noise(20_000, 3)
    expect(new LineSpectrum(params).extract(y)).toEqual(new LineSpectrum(params, null).extract(y))
  })

  it('is finite for digital silence, and refuses less than a frame', () => {
    expect(lines.extract(new Float32Array(8_000)).every(Number.isFinite)).toBe(true)
    expect(() => lines.extract(new Float32Array(4_095))).toThrow(AudioError)
  })

  it.each([
    { fMinHz: 0 },
    { fMaxHz: 5_000 },
    { fMinHz: 1_000, fMaxHz: 50 },
    { bandsPerOctave: 0 },
    { hopLength: 0.5 },
    { nFft: 1_000 },
  ])('refuses %o', (change) => {
    expect(() => new LineSpectrum({ ...PARAMS, ...change })).toThrow(ParameterError)
  })
})
