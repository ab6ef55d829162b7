import { describe, expect, it } from 'vitest'
import { Moments, meanVariance, pooledCovariance } from '../../../src/learn/moments.ts'
import { Random } from '../../../src/synth/random.ts'

const random = new Random(1, 'points')
const points = Array.from({ length: 40 }, () => {
  const a = random.normal(5)
  return Float64Array.of(a, 2 * a + random.normal(), random.normal(0, 3))
})

function momentsOf(observations: readonly Float64Array[]): Moments {
  const moments = new Moments(3)
  for (const point of observations) moments.add(point)
  return moments
}

/** By the definition, divided by n. */
function covarianceOf(observations: readonly Float64Array[]): number[] {
  const mean = (i: number): number => observations.reduce((sum, x) => sum + (x[i] ?? 0), 0) / observations.length
  const product = (i: number, j: number): number =>
    observations.reduce((sum, x) => sum + ((x[i] ?? 0) - mean(i)) * ((x[j] ?? 0) - mean(j)), 0) / observations.length
  return [0, 1, 2].flatMap((i) => Array.from({ length: i + 1 }, (_, j) => product(i, j)))
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(Array.from(actual)).toEqual(expected.map((value) => expect.closeTo(value, 9)))
}

describe('Moments', () => {
  it('give mean and covariance', () => {
    const moments = momentsOf(points)
    expect(moments.mean()[0]).toBeCloseTo(points.reduce((sum, x) => sum + (x[0] ?? 0), 0) / 40, 12)
    expectClose(pooledCovariance([moments]), covarianceOf(points))
  })

  it('add up, and take pairs', () => {
    const merged = momentsOf(points.slice(0, 10))
    merged.merge(momentsOf(points.slice(10, 20)))
    for (let i = 20; i < 40; i += 2) {
      merged.addPair(points[i] ?? new Float64Array(3), points[i + 1] ?? new Float64Array(3))
    }
    expect(merged.count).toBe(40)
    expectClose(pooledCovariance([merged]), covarianceOf(points))
  })

  it('pool groups about their own means: an offset between them does not count', () => {
    const shifted = points.slice(20).map((x) => x.map((value) => value + 100))
    const pooled = pooledCovariance([momentsOf(points.slice(0, 20)), momentsOf(shifted)])
    const own = [covarianceOf(points.slice(0, 20)), covarianceOf(points.slice(20))]
    expectClose(
      pooled,
      (own[0] ?? []).map((value, i) => (value + (own[1]?.[i] ?? 0)) / 2),
    )
    const unbiased = pooledCovariance([momentsOf(points)], 39)
    expectClose(
      unbiased,
      covarianceOf(points).map((value) => (value * 40) / 39),
    )
  })
})

describe('meanVariance', () => {
  it('is the mean of the diagonal', () => {
    expect(meanVariance(Float64Array.of(1, 9, 2, 9, 9, 6), 3)).toBe(3)
  })
})
