import { describe, expect, it } from 'vitest'
import { Cepstrum, dctBasis } from '../../../src/dsp/cepstrum.ts'
import { ParameterError } from '../../../src/errors.ts'
import { largestDifference } from '../../signals.ts'

/** All coefficients of one column of four bands. */
function coefficients(column: readonly number[], floorDb: number): Float32Array {
  const out = new Float32Array(4)
  new Cepstrum({ nMels: 4, nMfcc: 4 }).write(Float64Array.from(column), 0, floorDb, out, 0, 1)
  return out
}

describe('Cepstrum', () => {
  it('is the orthonormal DCT-II', () => {
    // scipy.fft.dct([1, 2, 3, 4], norm='ortho')
    const reference = [5, -2.230442497387663, 0, -0.15851266778110787]
    expect(largestDifference(coefficients([1, 2, 3, 4], -100), reference)).toBeLessThan(1e-6)
  })

  it('raises what lies below the floor to the floor', () => {
    expect(coefficients([-90, -20, 0, -85], -80)).toEqual(coefficients([-80, -20, 0, -80], -80))
  })

  it('takes its column from, and puts it into, the place it is given', () => {
    const cepstrum = new Cepstrum({ nMels: 3, nMfcc: 2 })
    const out = new Float32Array(6).fill(9)
    const logMel = Float64Array.of(5, 5, 5, 1, 1, 1)
    cepstrum.write(logMel, 3, -100, out, 1, 3)
    expect(largestDifference(out, [9, Math.sqrt(3), 9, 9, 0, 9])).toBeLessThan(1e-6)
    expect([...logMel]).toEqual([5, 5, 5, 1, 1, 1])
  })

  it.each([0, 5, 1.5, Number.NaN])('refuses %d coefficients of 4 bands', (nMfcc) => {
    expect(() => new Cepstrum({ nMels: 4, nMfcc })).toThrow(ParameterError)
  })
})

describe('dctBasis', () => {
  it('has orthogonal rows of length 1', () => {
    const n = 32
    const basis = dctBasis(n, n)
    const row = (k: number): Float64Array => basis.subarray(k * n, (k + 1) * n)
    for (let a = 0; a < n; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        const product = row(a).reduce((sum, value, i) => sum + value * (row(b)[i] ?? Number.NaN), 0)
        expect(product).toBeCloseTo(a === b ? 1 : 0, 12)
      }
    }
  })
})
