import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { InverseFft } from '../../../src/synth/inverse-fft.ts'
import { Random } from '../../../src/synth/random.ts'

describe('InverseFft', () => {
  it.each([2, 8, 64])('equals the sum that defines it, size %i', (size) => {
    const random = new Random(size)
    const re = Float64Array.from({ length: size }, () => random.normal())
    const im = Float64Array.from({ length: size }, () => random.normal())
    const expected = Array.from({ length: size }, (_, n) =>
      re.reduce((sum, a, k) => {
        const angle = (2 * Math.PI * n * k) / size
        return sum + a * Math.cos(angle) - (im[k] ?? 0) * Math.sin(angle)
      }, 0),
    )
    new InverseFft(size).transform(re, im)
    for (const [n, value] of expected.entries()) expect(re[n]).toBeCloseTo(value, 10)
  })

  it.each([0, 1, 12, 2.5])('refuses size %d', (size) => {
    expect(() => new InverseFft(size)).toThrow(ParameterError)
  })
})
