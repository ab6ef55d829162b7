import { describe, expect, it } from 'vitest'
import { PowerSpectrum } from '../../../src/dsp/power-spectrum.ts'
import { ParameterError } from '../../../src/errors.ts'
import { largestDifference, noise, tone } from '../../signals.ts'

/** `|X[k]|²` by the definition. */
function directPower(frame: Float64Array): Float64Array {
  return Float64Array.from({ length: 1 + frame.length / 2 }, (_, k) => {
    const turn = (n: number): number => (2 * Math.PI * ((k * n) % frame.length)) / frame.length
    const re = frame.reduce((sum, value, n) => sum + value * Math.cos(turn(n)), 0)
    const im = frame.reduce((sum, value, n) => sum + value * Math.sin(turn(n)), 0)
    return re * re + im * im
  })
}

function powerOf(frame: Float64Array): Float64Array {
  const spectrum = new PowerSpectrum(frame.length)
  const out = new Float64Array(spectrum.nBins)
  spectrum.compute(frame, out)
  return out
}

describe('PowerSpectrum', () => {
  it.each([4, 8, 16, 64, 256, 1024])('equals the definition at %d samples', (nFft) => {
    const frame = Float64Array.from(noise(nFft, nFft))
    expect(largestDifference(powerOf(frame), directPower(frame))).toBeLessThan(1e-12 * nFft * nFft)
  })

  it('puts a tone of whole periods into its bin and nowhere else', () => {
    const power = powerOf(Float64Array.from(tone(2048, { hz: 100, sampleRateHz: 2048 })))
    expect(power[100]).toBeCloseTo(1024 ** 2, 0)
    expect(power.filter((_, k) => k !== 100).every((value) => value < 1e-3)).toBe(true)
  })

  it('separates 0 Hz from Nyquist', () => {
    expect([...powerOf(new Float64Array(8).fill(1))]).toEqual([64, 0, 0, 0, 0])
    expect([...powerOf(Float64Array.from({ length: 8 }, (_, i) => (-1) ** i))]).toEqual([0, 0, 0, 0, 64])
  })

  it.each([2, 0, 12, 2047, Number.NaN])('refuses nFft %d', (nFft) => {
    expect(() => new PowerSpectrum(nFft)).toThrow(ParameterError)
  })
})
