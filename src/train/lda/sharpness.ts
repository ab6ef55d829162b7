import { softmax } from '../../model/linear-scorer.ts'
import { LEAST_PROBABILITY } from '../evaluate-rows.ts'

const LOWEST = Math.log(1e-3)
const HIGHEST = Math.log(10)
/** The golden section finds the place to a thousandth with as many. */
const STEPS = 24
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Mean cross-entropy of the probabilities that sums stand for. @unit nat */
export function meanLoss(sums: readonly Float64Array[], actual: readonly number[], sharpness: number): number {
  const losses = sums.map((row, i) => {
    const probabilities = softmax(row.map((sum) => sharpness * sum))
    return -Math.log(Math.max(LEAST_PROBABILITY, probabilities[actual[i] ?? 0] ?? 0))
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/**
 * What sums have to be multiplied by to be as sure as they may be.
 *
 * @see C. Guo et al., *On calibration of modern neural networks*, ICML 2017: temperature scaling.
 */
export function bestSharpness(sums: readonly Float64Array[], actual: readonly number[]): number {
  let low = LOWEST
  let high = HIGHEST
  for (let step = 0; step < STEPS; step += 1) {
    const a = high - GOLDEN * (high - low)
    const b = low + GOLDEN * (high - low)
    if (meanLoss(sums, actual, Math.exp(a)) < meanLoss(sums, actual, Math.exp(b))) high = b
    else low = a
  }
  return Math.exp((low + high) / 2)
}
