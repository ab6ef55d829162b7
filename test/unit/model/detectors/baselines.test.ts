import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../../src/errors.ts'
import { Baselines } from '../../../../src/model/detectors/baselines.ts'

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
