import { CholeskyFactor, packedIndex, packedLength } from '../../model/detectors/cholesky.ts'
import { softmax } from '../../model/linear-scorer.ts'
import { LEAST_PROBABILITY } from '../evaluate-rows.ts'

/** What sums are brought to probabilities by. */
export interface Certainty {
  /** What sums are multiplied by, so that probabilities are as sure as they may be. */
  readonly sharpness: number
  /** What is then added for each label, 0 on average: labels whose recordings differ much need a larger share. */
  readonly offsets: Float64Array
}

const LOWEST = Math.log(1e-3)
const HIGHEST = Math.log(10)
/** The golden section finds the place to a thousandth with as many. */
const STEPS = 24
const GOLDEN = (Math.sqrt(5) - 1) / 2
/** Holds offsets to 0 where the examples are too few to tell. @unit nat */
const OFFSET_COST = 0.002
const MOST_NEWTON_STEPS = 20
const SMALL_STEP = 1e-6

/** What was asked about. */
export interface Answers {
  /** Label of each example. */
  readonly actual: readonly number[]
  /** How much each counts, 1 in all. */
  readonly weights: Float64Array
}

/** Mean cross-entropy of the probabilities that sums stand for. @unit nat */
export function meanLoss(sums: readonly Float64Array[], { actual, weights }: Answers): number {
  return sums.reduce((loss, row, i) => {
    const probability = softmax(row)[actual[i] as number] as number
    return loss - (weights[i] as number) * Math.log(Math.max(LEAST_PROBABILITY, probability))
  }, 0)
}

export function certain(sums: readonly Float64Array[], { sharpness, offsets }: Certainty): Float64Array[] {
  return sums.map((row) => row.map((sum, label) => sharpness * sum + (offsets[label] as number)))
}

/**
 * How sums become the probabilities that fit best: a discriminant's border lies half-way between the means of two
 * labels, which is wrong where one of them, a fault of any severity, spreads farther than the other.
 *
 * @see C. Guo et al., *On calibration of modern neural networks*, ICML 2017: vector scaling, with one scale.
 */
export function bestCertainty(sums: readonly Float64Array[], answers: Answers): Certainty {
  let low = LOWEST
  let high = HIGHEST
  const costAt = (place: number): number => fitOffsets(sums, answers, Math.exp(place)).cost
  for (let step = 0; step < STEPS; step += 1) {
    const a = high - GOLDEN * (high - low)
    const b = low + GOLDEN * (high - low)
    if (costAt(a) < costAt(b)) high = b
    else low = a
  }
  const sharpness = Math.exp((low + high) / 2)
  return { sharpness, offsets: fitOffsets(sums, answers, sharpness).offsets }
}

/** Newton's method on the mean loss and the offsets' cost, which is convex. */
function fitOffsets(sums: readonly Float64Array[], answers: Answers, sharpness: number) {
  const labels = sums[0]?.length ?? 0
  const costOf = (offsets: Float64Array): number => {
    const squares = offsets.reduce((sum, offset) => sum + offset ** 2, 0)
    return meanLoss(certain(sums, { sharpness, offsets }), answers) + OFFSET_COST * squares
  }
  let offsets = new Float64Array(labels)
  let cost = costOf(offsets)
  for (let step = 0; step < MOST_NEWTON_STEPS; step += 1) {
    const change = newtonStep(certain(sums, { sharpness, offsets }), answers, offsets)
    let share = 1
    let next = offsets.map((offset, label) => offset - (change[label] as number))
    while (costOf(next) > cost && share > SMALL_STEP) {
      share /= 2
      next = offsets.map((offset, label) => offset - share * (change[label] as number))
    }
    const nextCost = costOf(next)
    if (nextCost >= cost) break
    const gain = cost - nextCost
    offsets = next
    cost = nextCost
    if (gain < SMALL_STEP) break
  }
  return { offsets, cost }
}

/** The slope of the cost, divided by its curvature. */
function newtonStep(sums: readonly Float64Array[], { actual, weights }: Answers, offsets: Float64Array): Float64Array {
  const labels = offsets.length
  const slope = offsets.map((offset) => 2 * OFFSET_COST * offset)
  const curvature = new Float64Array(packedLength(labels))
  for (let label = 0; label < labels; label += 1) curvature[packedIndex(label, label)] = 2 * OFFSET_COST
  for (const [i, row] of sums.entries()) {
    const weight = weights[i] as number
    const probabilities = softmax(row)
    for (let a = 0; a < labels; a += 1) {
      const p = probabilities[a] as number
      slope[a] = (slope[a] as number) + weight * (p - (actual[i] === a ? 1 : 0))
      for (let b = 0; b <= a; b += 1) {
        const at = packedIndex(a, b)
        const shared = a === b ? p * (1 - p) : -p * (probabilities[b] as number)
        curvature[at] = (curvature[at] as number) + weight * shared
      }
    }
  }
  CholeskyFactor.of(curvature, labels)?.solve(slope)
  return slope
}
