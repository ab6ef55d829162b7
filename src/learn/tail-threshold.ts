import { ParameterError } from '../errors.ts'

/** Scores above this share of all are the tail. */
const TAIL_FROM = 0.8
const MOST_RATE = 0.2
/** Fewest scores in the tail from which its shape is estimated; of fewer it is taken as exponential: they say little. */
const LEAST_TAIL = 50
/** Fewest excesses whose uncertainty is allowed for: of three, what it would take lies beyond most faults. */
const LEAST_ALLOWED_FOR = 6
/** Shapes of the tail that are believed: exponential to heavy. A lighter one would be wishful. */
const MOST_SHAPE = 0.5

/**
 * The score that normal windows exceed at a rate, also where it is too small to be counted among them.
 *
 * The largest fifth of the scores is taken as the beginning of a generalised Pareto tail, whose scale and shape
 * are found by probability-weighted moments, the shape held in 0..0.5. The scale of a tail of n scores is uncertain,
 * and a threshold that happens to lie too near costs more alarms than one too far away spares. So that the rate holds
 * on average over machines, the tail is taken as heavier by 1 / n. Where it is exponential that is exact: another
 * excess is above n·m·(r^(1/n) - 1) with a chance of 1 / r, m being the mean of the n. Of fewer than 30 scores the
 * rate may be some times the one that was asked for: 3.5 times with 12.
 *
 * @param scores - Of normal windows that were held out; at least five.
 * @param rate - Share of normal windows that may exceed the threshold, above 0; not above a fifth.
 * @throws {@link ParameterError} when there are too few scores, or the rate is out of its range.
 * @see J. R. M. Hosking and J. R. Wallis, *Parameter and quantile estimation for the generalized Pareto
 *   distribution*, Technometrics 29, 1987.
 */
export function tailThreshold(scores: readonly number[], rate: number): number {
  if (scores.length < 5) throw new ParameterError(`${scores.length} scores are too few to find a threshold`)
  if (!(rate > 0 && rate <= MOST_RATE)) {
    throw new ParameterError(`a rate of ${rate} is not above 0, up to ${MOST_RATE}`)
  }
  const sorted = scores.toSorted((a, b) => a - b)
  const start = quantile(sorted, TAIL_FROM)
  const excesses = sorted.filter((score) => score > start).map((score) => score - start)
  // No spread at all: nothing says how far the tail reaches.
  if (excesses.length === 0) return start
  const mean = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length
  const shape = excesses.length < LEAST_TAIL ? 0 : tailShape(excesses, mean)
  const scale = mean * (1 - shape)
  const predicted = shape + 1 / Math.max(LEAST_ALLOWED_FOR, excesses.length)
  const ratio = excesses.length / sorted.length / rate
  return start + (scale * (ratio ** predicted - 1)) / predicted
}

function tailShape(excesses: readonly number[], mean: number): number {
  const n = excesses.length
  const weighted = excesses.reduce((sum, excess, i) => sum + (1 - (i + 0.65) / n) * excess, 0) / n
  // Equal excesses have no shape.
  const divisor = mean - 2 * weighted
  return divisor <= 0 ? MOST_SHAPE : Math.min(MOST_SHAPE, Math.max(0, 2 - mean / divisor))
}

/** Linear between neighbours. @param sorted - Ascending, not empty. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1)
  const low = sorted[Math.floor(position)] as number
  const high = sorted[Math.ceil(position)] as number
  return low + (position - Math.floor(position)) * (high - low)
}

/** @param values - Not empty. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
