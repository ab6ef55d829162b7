import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../../src/errors.ts'
import { groupSounds } from '../../../../src/train/grouping/group-sounds.ts'
import { kMeans } from '../../../../src/train/grouping/k-means.ts'
import { principalComponents } from '../../../../src/train/grouping/principal-components.ts'
import { silhouettes } from '../../../../src/train/grouping/silhouette.ts'
import { soundStatistics } from '../../../../src/train/grouping/sound-statistics.ts'
import { symmetricEigen } from '../../../../src/train/grouping/symmetric-eigen.ts'
import { noise, tone } from '../../../signals.ts'

const at = (...values: number[]): Float64Array => Float64Array.from(values)

describe('symmetricEigen', () => {
  it('solves a matrix that can be solved by hand', () => {
    // [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, -1).
    const { values, vectors } = symmetricEigen(at(2, 1, 1, 2), 2)
    expect(values).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)])
    expect(Math.abs((vectors[0]?.[0] ?? 0) * Math.SQRT2)).toBeCloseTo(1, 12)
    expect((vectors[0]?.[0] ?? 0) / (vectors[0]?.[1] ?? 0)).toBeCloseTo(1, 12)
    expect((vectors[1]?.[0] ?? 0) / (vectors[1]?.[1] ?? 0)).toBeCloseTo(-1, 12)
  })

  it('finds vectors that the matrix only stretches', () => {
    const n = 12
    const random = noise(n * n, 3)
    const matrix = Float64Array.from({ length: n * n }, (_, i) => {
      const [row, column] = [Math.floor(i / n), i % n]
      return (random[row * n + column] ?? 0) + (random[column * n + row] ?? 0)
    })
    const { values, vectors } = symmetricEigen(matrix, n)
    for (const [k, vector] of vectors.entries()) {
      for (let row = 0; row < n; row += 1) {
        const product = vector.reduce((sum, value, j) => sum + (matrix[row * n + j] ?? 0) * value, 0)
        expect(product).toBeCloseTo((values[k] ?? 0) * (vector[row] ?? 0), 9)
      }
    }
  })
})

describe('principalComponents', () => {
  it('finds the line that points lie on, and no more', () => {
    // Steps of (3, 4) from the middle: places -10, -5, 0, 5, 10 of one component.
    const rows = [-2, -1, 0, 1, 2].map((step) => at(7 + 3 * step, 1 + 4 * step, 5))
    const { places, shares } = principalComponents(rows, 3)
    expect(shares).toEqual([expect.closeTo(1, 12)])
    expect(places.map((place) => Math.abs(place[0] ?? 0))).toEqual([10, 5, 0, 5, 10].map((x) => expect.closeTo(x, 6)))
  })

  it('keeps distances', () => {
    const rows = Array.from({ length: 6 }, (_, i) => Float64Array.from(noise(9, i + 1)))
    const { places, shares } = principalComponents(rows, 10)
    const distance = (a?: Float64Array, b?: Float64Array): number =>
      Math.hypot(...(a ?? at()).map((value, j) => value - (b?.[j] ?? 0)))
    expect(distance(places[1], places[4])).toBeCloseTo(distance(rows[1], rows[4]), 9)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })
})

describe('silhouettes', () => {
  it('are those that hand calculation gives', () => {
    // 0 and 1 against 4 and 5. For 0: a = 1, b = 4.5; for 1: a = 1, b = 3.5.
    const points = [at(0), at(1), at(4), at(5)]
    expect(silhouettes(points, [0, 0, 1, 1])).toEqual(
      [3.5 / 4.5, 2.5 / 3.5, 2.5 / 3.5, 3.5 / 4.5].map((value) => expect.closeTo(value, 12)),
    )
    expect(silhouettes(points, [0, 0, 0, 1]).at(-1)).toBe(0)
  })
})

describe('kMeans', () => {
  const points = [at(0, 0), at(0, 1), at(9, 9), at(9, 8), at(8, 9), at(0, 9)]

  it('finds what lies together, the largest group first', () => {
    const { groups, spread } = kMeans(points, 3, 1)
    expect(groups).toEqual([1, 1, 0, 0, 0, 2])
    expect(spread).toBeCloseTo(0.5 + 4 / 3, 12)
  })

  it('gives the same for the same seed', () => {
    const many = Array.from({ length: 40 }, (_, i) => Float64Array.from(noise(3, i + 1)))
    expect(kMeans(many, 4, 7)).toEqual(kMeans(many, 4, 7))
  })

  it('stands points that coincide', () => {
    expect(kMeans([at(1), at(1), at(1)], 2, 1).groups).toEqual([0, 0, 0])
  })
})

describe('groupSounds', () => {
  const SAMPLE_RATE_HZ = 16_000
  const sound = (hz: number, seed: number, gain: number) => {
    const whistle = tone(SAMPLE_RATE_HZ, { hz, sampleRateHz: SAMPLE_RATE_HZ, amplitude: 0.4 })
    const y = noise(SAMPLE_RATE_HZ, seed).map((value, i) => gain * (0.1 * value + (whistle[i] ?? 0)))
    return soundStatistics({ y, sampleRateHz: SAMPLE_RATE_HZ, channels: 1 })
  }
  const pitches = [300, 300, 300, 300, 1_000, 1_000, 1_000, 4_000, 4_000]
  const statistics = pitches.map((hz, i) => sound(hz, i + 1, i % 2 === 0 ? 1 : 0.05))

  it('tells sounds apart by what they are, not by how loud, and finds how many there are', () => {
    const { groups, k, candidates, silhouettes: fits } = groupSounds(statistics, { seed: 1 })
    expect(k).toBe(3)
    expect(groups).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2])
    expect([...candidates.keys()]).toEqual([2, 3, 4, 5, 6, 7, 8])
    expect(Math.min(...fits)).toBeGreaterThan(0.5)
  })

  it('makes as many groups as are asked for', () => {
    expect(new Set(groupSounds(statistics, { k: 2, seed: 1 }).groups).size).toBe(2)
  })

  it('refuses too few recordings, and recordings without a difference', () => {
    expect(() => groupSounds(statistics.slice(0, 2), { seed: 1 })).toThrow(DatasetError)
    expect(() => groupSounds([at(1), at(1), at(1)], { seed: 1 })).toThrow(/all sound the same/)
  })
})
