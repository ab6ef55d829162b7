import { describe, expect, it } from 'vitest'
import { ComplexFft } from '../../../src/dsp/fft.ts'
import { ParameterError } from '../../../src/errors.ts'
import { largestDifference, noise } from '../../signals.ts'

/** The definition, written out. */
function dft(x: Float64Array): Float64Array {
  const size = x.length / 2
  const out = new Float64Array(x.length)
  for (let k = 0; k < size; k += 1) {
    for (let n = 0; n < size; n += 1) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size
      const re = x[2 * n] ?? 0
      const im = x[2 * n + 1] ?? 0
      out[2 * k] = (out[2 * k] ?? 0) + re * Math.cos(angle) - im * Math.sin(angle)
      out[2 * k + 1] = (out[2 * k + 1] ?? 0) + re * Math.sin(angle) + im * Math.cos(angle)
    }
  }
  return out
}

describe('ComplexFft', () => {
  it.each([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])('equals the definition of the DFT at %d points', (size) => {
    const x = Float64Array.from(noise(2 * size, size))
    expect(largestDifference(new ComplexFft(size).forward(x), dft(x))).toBeLessThan(1e-12 * size)
  })

  it('keeps the energy (Parseval)', () => {
    const x = Float64Array.from(noise(2048, 5))
    const energy = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
    expect(energy(new ComplexFft(1024).forward(x)) / 1024 / energy(x)).toBeCloseTo(1, 13)
  })

  it('leaves its input as it was, and can be used again', () => {
    const fft = new ComplexFft(64)
    const x = Float64Array.from(noise(128, 1))
    const before = x.slice()
    const first = fft.forward(x).slice()
    fft.forward(Float64Array.from(noise(128, 2)))
    expect(x).toEqual(before)
    expect(fft.forward(x)).toEqual(first)
  })

  it.each([0, -4, 12, 2.5, Number.NaN])('refuses %d points', (size) => {
    expect(() => new ComplexFft(size)).toThrow(ParameterError)
  })
})
