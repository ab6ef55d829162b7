import { describe, expect, it } from 'vitest'
import { EnvelopeModulation, type ModulationParams } from '../../../src/dsp/envelope-modulation.ts'
import { AudioError, ParameterError } from '../../../src/errors.ts'
import { noise } from '../../signals.ts'

const PARAMS: ModulationParams = {
  sampleRateHz: 16_000,
  nFft: 128,
  hopLength: 64,
  segmentLength: 512,
  rateMinHz: 1,
  rateMaxHz: 80,
  groups: 39,
}
const N = 160_000
const modulation = new EnvelopeModulation(PARAMS)

/** Noise whose loudness beats at a rate. */
function beating(rateHz: number, depth: number, seed = 1): Float32Array {
  return noise(N, seed).map((x, i) => 0.1 * x * (1 + depth * Math.cos((2 * Math.PI * rateHz * i) / 16_000)))
}

const row = (values: Float64Array, octave: number): number[] => [...values.subarray(octave * 39, (octave + 1) * 39)]

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values))

describe('EnvelopeModulation', () => {
  it('finds the rate at which noise beats in every octave', () => {
    for (const rateHz of [5, 24, 61]) {
      const values = modulation.extract(beating(rateHz, 0.5))
      for (const octave of [2, 3, 4, 5]) {
        const { fromHz, toHz } = modulation.rates(largest(row(values, octave)))
        expect(fromHz).toBeLessThanOrEqual(rateHz + 0.5)
        expect(toHz).toBeGreaterThanOrEqual(rateHz - 0.5)
      }
    }
  })

  it('measures the density of a beat', () => {
    // ln(1 + d cos)² swings by nearly 2 d; a Hann segment of 512 at 250 Hz spreads d² 2 over 1.5 · 250 / 512 Hz.
    const depth = 0.2
    const expected = 10 * Math.log10((2 * depth ** 2) / ((1.5 * 250) / 512))
    expect(Math.max(...row(modulation.extract(beating(24.4140625, depth)), 5))).toBeCloseTo(expected, 0)
  })

  it('tells the octave that beats', () => {
    // Two tones of neighbouring bins beat at their distance, in their octave alone.
    const y = noise(N, 1).map((x, i) => {
      const t = i / 16_000
      return 0.01 * x + 0.3 * (Math.sin(2 * Math.PI * 1_400 * t) + Math.sin(2 * Math.PI * 1_430 * t))
    })
    const values = modulation.extract(y)
    const group = 14
    expect(modulation.rates(group).fromHz).toBeLessThan(30)
    expect(modulation.rates(group).toHz).toBeGreaterThan(30)
    const byOctave = Array.from({ length: 6 }, (_, octave) => row(values, octave)[group] ?? Number.NaN)
    expect(largest(byOctave)).toBe(3)
    expect(modulation.octave(3)).toEqual({ fromHz: 1_000, toHz: 2_000 })
    expect(modulation.octave(5)).toEqual({ fromHz: 4_000, toHz: 8_000 })
  })

  it('does not depend on gain', () => {
    const quiet = modulation.extract(beating(24, 0.3).map((x) => x / 64))
    const loud = modulation.extract(beating(24, 0.3))
    expect(Math.max(...quiet.map((value, i) => Math.abs(value - (loud[i] ?? 0))))).toBeLessThan(0.01)
  })

  it('does not mind a single clank', () => {
    const y = beating(24, 0.3)
    const clanked = y.map((x, i) => (i > 80_000 && i < 80_800 ? 20 * x : x))
    const before = modulation.extract(y)
    const after = modulation.extract(clanked)
    const changes = [...before].map((value, i) => Math.abs(value - (after[i] ?? 0))).sort((a, b) => a - b)
    expect(changes[Math.floor(changes.length / 2)]).toBeLessThan(1)
    expect(largest(row(after, 5))).toBe(largest(row(before, 5)))
  })

  it('has finite numbers for digital silence, and none for what is not finite', () => {
    expect([...modulation.extract(new Float32Array(N))].every((value) => value === -90)).toBe(true)
    const broken = beating(24, 0.3)
    broken[80_000] = Number.NaN
    expect([...modulation.extract(broken)].every(Number.isNaN)).toBe(true)
  })

  it('takes a clip of one segment, and refuses a shorter one', () => {
    expect(modulation.minimumSamples).toBe(511 * 64 + 128)
    expect(modulation.extract(noise(modulation.minimumSamples, 1))).toHaveLength(6 * 39)
    expect(() => modulation.extract(noise(modulation.minimumSamples - 1, 1))).toThrow(AudioError)
  })

  it.each([
    [{ hopLength: 0 }, /hopLength/],
    [{ hopLength: 1.5 }, /hopLength/],
    [{ rateMinHz: 0 }, /modulation rates/],
    [{ rateMinHz: 90 }, /modulation rates/],
    [{ rateMaxHz: 126 }, /modulation rates/],
    [{ groups: 0 }, /groups of rates/],
    [{ groups: 2.5 }, /groups of rates/],
    [{ groups: 200 }, /groups of rates/],
    [{ nFft: 100 }, /power of two/],
    [{ segmentLength: 500 }, /power of two/],
  ])('refuses %j', (change, message) => {
    const make = (): EnvelopeModulation => new EnvelopeModulation({ ...PARAMS, ...change })
    expect(make).toThrow(ParameterError)
    expect(make).toThrow(message)
  })
})
