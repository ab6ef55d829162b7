import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../../src/errors.ts'
import { Baselines } from '../../../../src/model/detectors/baselines.ts'
import { packedIndex, packedLength } from '../../../../src/model/detectors/cholesky.ts'
import { noise } from '../../../signals.ts'

/** Variances 4 and 9, uncorrelated; centres (0, 0) and (10, 0). */
const baselines = new Baselines({ size: 2, centres: [0, 0, 10, 0], covariance: [4, 0, 9] })

const distanceOf = (...points: readonly (readonly [number, number])[]) =>
  baselines.distance(points.length, (i, out) => out.set(points[i] ?? []))

describe('Baselines', () => {
  it('measure the squared Mahalanobis distance from the nearest centre', () => {
    expect(distanceOf([2, 0])).toEqual({ squared: expect.closeTo(1, 12), nearest: 0 })
    expect(distanceOf([0, 6])).toEqual({ squared: expect.closeTo(4, 12), nearest: 0 })
    expect(distanceOf([12, 3])).toEqual({ squared: expect.closeTo(2, 12), nearest: 1 })
  })

  it('take the mean over observations, of one centre for all of them', () => {
    expect(distanceOf([2, 0], [-2, 0], [0, 3])).toEqual({ squared: expect.closeTo(1, 12), nearest: 0 })
    expect(distanceOf([0, 0], [10, 0], [10, 0])).toEqual({ squared: expect.closeTo(25 / 3, 12), nearest: 1 })
  })

  it('take correlation into account', () => {
    const correlated = new Baselines({ size: 2, centres: [0, 0], covariance: [1, 0.9, 1] })
    const along = correlated.distance(1, (_, out) => out.set([1, 1])).squared
    const across = correlated.distance(1, (_, out) => out.set([1, -1])).squared
    expect(along).toBeCloseTo(2 / 1.9, 10)
    expect(across).toBeCloseTo(2 / 0.1, 10)
  })

  it('refuse centres of another size, none at all, and impossible covariances', () => {
    expect(() => new Baselines({ size: 2, centres: [1, 2, 3], covariance: [1, 0, 1] })).toThrow(ParameterError)
    expect(() => new Baselines({ size: 2, centres: [], covariance: [1, 0, 1] })).toThrow(ParameterError)
    expect(() => new Baselines({ size: 2, centres: [0, 0], covariance: [1, 2, 1] })).toThrow(/positive definite/)
  })
})

describe('several observations at once in WebAssembly', () => {
  it.each([1, 2, 5, 8, 9, 16, 27])('are as far as one by one: %d', (count) => {
    for (const [size, centres] of [
      [1, 1],
      [2, 3],
      [7, 2],
      [60, 5],
    ] as const) {
      const rows = noise(size * (size + centres + count), size)
      // A Aᵀ + I
      const covariance = Float64Array.from({ length: packedLength(size) })
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j <= i; j += 1) {
          let sum = i === j ? 1 : 0
          for (let k = 0; k < size; k += 1) sum += (rows[i * size + k] ?? 0) * (rows[j * size + k] ?? 0)
          covariance[packedIndex(i, j)] = sum
        }
      }
      const params = { size, centres: rows.subarray(size * size, size * (size + centres)), covariance }
      const read = (i: number, out: Float64Array) => {
        out.set(rows.subarray(size * (size + centres + i), size * (size + centres + i + 1)))
      }
      const [fast, plain] = [new Baselines(params), new Baselines(params, null)]
      const found = fast.distance(count, read)
      const expected = plain.distance(count, read)
      expect(found.nearest).toBe(expected.nearest)
      expect(found.squared / expected.squared).toBeCloseTo(1, 12)

      const projections = new Float64Array(count * fast.projectionSize)
      fast.project(count, read, projections, 0)
      const lowered = plain.distance(count, (i, out) => {
        read(i, out)
        for (let k = 0; k < size; k += 1) out[k] = (out[k] ?? 0) - 60
      })
      expect(fast.distanceOf(projections, count, 60).squared / lowered.squared).toBeCloseTo(1, 9)
    }
  })
})
