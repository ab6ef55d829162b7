import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/synth/random.ts'
import { type Answers, bestCertainty, certain, meanLoss } from '../../../../src/train/lda/certainty.ts'
import { labelWeights } from '../../../../src/train/lda/label-weights.ts'

/** Healthy ones lie close together at 0; faults, of any severity, between 0.5 and 7.5. Sums as of a discriminant. */
function machines(count: number, seed: number) {
  const random = new Random(seed, 'machines')
  const actual = Array.from({ length: count }, (_, i) => i % 2)
  const places = actual.map((label) => (label === 0 ? random.normal(0, 0.3) : random.uniform(0.5, 7.5)))
  return { actual, sums: places.map((place) => Float64Array.of(0, place - 2)) }
}

const answersOf = (actual: readonly number[]): Answers => ({ actual, weights: labelWeights(actual, new Set()) })

const accuracy = (sums: readonly Float64Array[], actual: readonly number[]): number =>
  sums.filter((row, i) => row.indexOf(Math.max(...row)) === actual[i]).length / sums.length

describe('bestCertainty', () => {
  it('moves the border towards the label that spreads less', () => {
    const { sums, actual } = machines(100, 1)
    const fresh = machines(1_000, 2)
    const certainty = bestCertainty(sums, answersOf(actual))
    const [healthy = 0, faulty = 0] = certainty.offsets
    expect(faulty).toBeGreaterThan(healthy)
    expect(healthy + faulty).toBeCloseTo(0, 6)
    expect(accuracy(fresh.sums, fresh.actual)).toBeLessThan(0.92)
    expect(accuracy(certain(fresh.sums, certainty), fresh.actual)).toBeGreaterThan(0.95)
  })

  it('leaves the border where nothing speaks for another', () => {
    const random = new Random(3, 'even')
    const actual = Array.from({ length: 400 }, (_, i) => i % 3)
    const sums = actual.map((label) => {
      return Float64Array.from({ length: 3 }, (_, k) => (k === label ? 2 : 0) + random.normal(0, 1))
    })
    for (const offset of bestCertainty(sums, answersOf(actual)).offsets) expect(Math.abs(offset)).toBeLessThan(0.25)
  })

  it('stays finite where sums tell all, and loses nothing', () => {
    const actual = [0, 1, 0, 1]
    const sums = actual.map((label) => Float64Array.of(label === 0 ? 5 : 0, label === 1 ? 5 : 0))
    const certainty = bestCertainty(sums, answersOf(actual))
    expect([certainty.sharpness, ...certainty.offsets].every(Number.isFinite)).toBe(true)
    expect(meanLoss(certain(sums, certainty), answersOf(actual))).toBeLessThan(meanLoss(sums, answersOf(actual)))
  })

  it('does not give away the examples of a preferred label because there are fewer of them', () => {
    const random = new Random(6, 'overlapping')
    const draw = (label: number): Float64Array => {
      return Float64Array.of(0, (label === 0 ? random.normal(0, 1) : random.uniform(0, 4)) - 2)
    }
    const own = Array.from({ length: 450 }, (_, i) => (i % 9 === 0 ? 0 : 1))
    const rows = own.map(draw)
    const fresh = Array.from({ length: 500 }, () => draw(0))
    const keptBy = (weights: Float64Array): number => {
      const judged = certain(fresh, bestCertainty(rows, { actual: own, weights }))
      return accuracy(judged, Array<number>(judged.length).fill(0))
    }
    const alike = Float64Array.from(own, () => 1 / own.length)
    expect(keptBy(alike)).toBeLessThan(0.5)
    expect(keptBy(labelWeights(own, new Set([0])))).toBeGreaterThan(0.8)
  })
})
