import { describe, expect, it } from 'vitest'
import { BLOCK_LENGTH } from '../../../src/synth/block.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { Random } from '../../../src/synth/random.ts'
import { ShapedNoise, type Spectrum } from '../../../src/synth/shaped-noise.ts'
import { SlowNoise } from '../../../src/synth/slow-noise.ts'
import { bandPower, powerSpectrum } from './spectrum.ts'

const sampleRateHz = 16_000

function render(seconds: number, shape: Spectrum, gain?: Spectrum): Float64Array {
  const noise = new ShapedNoise(new Random(1), sampleRateHz, shape, gain)
  const y = new Float64Array(Math.floor((seconds * sampleRateHz) / BLOCK_LENGTH) * BLOCK_LENGTH)
  for (let i = 0; i < y.length; i += BLOCK_LENGTH) noise.fill(y.subarray(i, i + BLOCK_LENGTH))
  return y
}

describe('ShapedNoise', () => {
  it('has RMS 1 under its shape', () => {
    expect(rms(render(20, (hz) => 1 / hz))).toBeCloseTo(1, 1)
    expect(rms(render(20, (hz) => hz))).toBeCloseTo(1, 1)
  })

  it('keeps its power constant through the overlaps', () => {
    const y = render(40, () => 1)
    const levels = Array.from({ length: 40 }, (_, i) => rms(y.subarray(i * sampleRateHz, (i + 1) * sampleRateHz)))
    expect(Math.max(...levels) / Math.min(...levels)).toBeLessThan(1.06)
  })

  it('follows the spectrum', () => {
    const spectrum = powerSpectrum(
      render(20, (hz) => 1 / hz),
      2048,
    )
    const octave = (fromHz: number): number => bandPower(spectrum, { fromHz, toHz: 2 * fromHz, sampleRateHz })
    // Amplitude 1/f: each octave has half the power of the one below.
    expect(10 * Math.log10(octave(500) / octave(1_000))).toBeCloseTo(3, 0)
    expect(10 * Math.log10(octave(1_000) / octave(2_000))).toBeCloseTo(3, 0)
  })

  it('applies the gain after the level is set', () => {
    expect(
      rms(
        render(
          20,
          () => 1,
          () => 3,
        ),
      ),
    ).toBeCloseTo(3, 0)
  })
})

describe('SlowNoise', () => {
  it('has RMS 1 and changes slowly', () => {
    const noise = new SlowNoise(new Random(2), 0.5, sampleRateHz)
    const values = Array.from({ length: 20_000 }, () => noise.next())
    const steps = values.slice(1).map((value, i) => value - (values[i] ?? 0))
    expect(rms(values)).toBeGreaterThan(0.85)
    expect(rms(values)).toBeLessThan(1.15)
    expect(rms(steps)).toBeLessThan(0.1)
  })
})
