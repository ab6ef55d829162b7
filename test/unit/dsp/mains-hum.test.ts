import { describe, expect, it } from 'vitest'
import { LowSpectrum } from '../../../src/dsp/low-spectrum.ts'
import { MainsHum } from '../../../src/dsp/mains-hum.ts'
import { sumOfFrames } from '../../../src/dsp/sum-track.ts'
import { ParameterError } from '../../../src/errors.ts'
import { noise, tone } from '../../signals.ts'

const RATE_HZ = 8_000
const LENGTH = 10 * RATE_HZ
const spectrum = new LowSpectrum({ sampleRateHz: RATE_HZ, decimation: 2, fftSize: 8_192, hopLength: 8_000 })
const hum = new MainsHum(spectrum, 8)

const mix = (...parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from({ length: LENGTH }, (_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0))
const line = (hz: number, amplitude: number): Float32Array => tone(LENGTH, { hz, sampleRateHz: RATE_HZ, amplitude })
const linesOf = (y: Float32Array): Float64Array => hum.lines(sumOfFrames(spectrum, y))
const indexOf = (hz: number, row: number): number => {
  const index = Array.from({ length: hum.size }, (_, i) => i).find((i) => {
    return hum.frequencyHz(i) === hz && Math.floor(i / hum.harmonics) === row
  })
  return index ?? -1
}

describe('MainsHum', () => {
  it('has the harmonics of twice both frequencies of mains', () => {
    const of = (row: number) => Array.from({ length: 8 }, (_, i) => hum.frequencyHz(8 * row + i))
    expect(of(0)).toEqual([100, 200, 300, 400, 500, 600, 700, 800])
    expect(of(1)).toEqual([120, 240, 360, 480, 600, 720, 840, 960])
  })

  it('lifts hum out of noise in which it is hidden, and hears none where there is none', () => {
    const rush = noise(LENGTH, 1)
    const plain = linesOf(rush)
    const found = linesOf(mix(rush, line(100, 0.1), line(300, 0.05)))
    for (const [i, db] of plain.entries()) {
      const isThere = i === indexOf(100, 0) || i === indexOf(300, 0)
      expect((found[i] ?? 0) - db > 5, `${hum.frequencyHz(i)} Hz`).toBe(isThere)
      expect(Math.abs(db)).toBeLessThan(6)
    }
  })

  it('depends neither on gain nor on what is loud elsewhere', () => {
    const rush = noise(LENGTH, 2)
    const heard = linesOf(mix(rush, line(120, 0.3)))
    const other = linesOf(mix(rush, line(120, 0.3), line(3_500, 0.3), line(157, 0.5)).map((value) => 0.01 * value))
    const at = indexOf(120, 1)
    expect(heard[at]).toBeGreaterThan(20)
    expect(other[at]).toBeCloseTo(heard[at] ?? 0, 0)
  })

  it('tells how far a line has risen', () => {
    const rush = noise(LENGTH, 3)
    const [soft, loud] = [0.2, 0.4].map((amplitude) => linesOf(mix(rush, line(240, amplitude))))
    const at = indexOf(240, 1)
    expect((loud?.[at] ?? 0) - (soft?.[at] ?? 0)).toBeCloseTo(6, 0)
  })

  it('is finite for digital silence', () => {
    expect(linesOf(new Float32Array(LENGTH)).every((db) => db === 0)).toBe(true)
  })

  it('refuses a spectrum that is too coarse, or that ends too low', () => {
    const coarse = new LowSpectrum({ sampleRateHz: RATE_HZ, decimation: 2, fftSize: 1_024, hopLength: 512 })
    expect(() => new MainsHum(coarse, 8)).toThrow(ParameterError)
    expect(() => new MainsHum(spectrum, 17)).toThrow(/cannot be told/)
    expect(() => new MainsHum(spectrum, 0)).toThrow(ParameterError)
  })
})

describe('LowSpectrum', () => {
  it('has its bins where their frequencies are', () => {
    const total = sumOfFrames(spectrum, line(437, 1))
    expect(Math.abs(total.indexOf(Math.max(...total)) * spectrum.binHz - 437)).toBeLessThan(spectrum.binHz)
  })

  it('lets little through of what would be folded onto low bins', () => {
    const power = (hz: number): number => Math.max(...sumOfFrames(spectrum, line(hz, 1)).subarray(1, 500))
    expect(10 * Math.log10(power(100) / power(3_900))).toBeGreaterThan(40)
  })

  it('sums the frames that lie wholly in a clip', () => {
    const y = noise(spectrum.nFft + spectrum.hopLength, 4)
    const first = Float64Array.from(spectrum.powers(y, 0))
    const second = spectrum.powers(y, spectrum.hopLength)
    const total = sumOfFrames(spectrum, y)
    for (const [bin, power] of first.entries()) expect(total[bin]).toBeCloseTo(power + (second[bin] ?? 0), 9)
    expect(sumOfFrames(spectrum, y.subarray(0, -1))).toEqual(first)
  })

  it('refuses a decimation that is none', () => {
    const params = { sampleRateHz: RATE_HZ, decimation: 0, fftSize: 1_024, hopLength: 512 }
    expect(() => new LowSpectrum(params)).toThrow(/decimation must be a positive integer/)
  })
})
