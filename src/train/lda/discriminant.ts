import { ParameterError } from '../../errors.ts'
import { type Moments, pooledCovariance } from '../../learn/moments.ts'
import { CholeskyFactor, packedIndex } from '../../model/detectors/cholesky.ts'
import type { Certainty } from './certainty.ts'

/** Weighted sums, the largest of which names the label. */
export interface Discriminant {
  /** Row-major `[labels, size]`. */
  readonly weights: Float64Array
  readonly biases: Float64Array
}

/** Labels that have been compared; what is left to choose is the shrinkage. */
export interface Analysis {
  /** @param shrinkage - How far correlations are drawn towards none, above 0, below 1. */
  fit(shrinkage: number): Discriminant
}

/** A number that never changes within a label still has this deviation. */
export const LEAST_DEVIATION = 1e-3

/**
 * Linear discriminant analysis with one covariance for all labels, drawn towards that of uncorrelated numbers: in
 * closed form, and sound even where recordings are fewer than numbers. Labels count as equally likely.
 *
 * @see J. H. Friedman, *Regularized discriminant analysis*, J. Am. Stat. Assoc. 84, 1989.
 */
export class DiscriminantAnalysis implements Analysis {
  readonly #size: number
  readonly #means: readonly Float64Array[]
  readonly #deviations: Float64Array
  /** Correlations within labels, packed. */
  readonly #correlations: Float64Array

  /**
   * @param labels - Sums over the recordings of each label; none empty.
   * @throws {@link ParameterError} when there is no more than one recording of each.
   */
  constructor(labels: readonly Moments[]) {
    const count = labels.reduce((sum, label) => sum + label.count, 0)
    if (count <= labels.length) throw new ParameterError('one recording of each label is too few to compare them')
    const size = labels[0]?.size ?? 0
    const covariance = pooledCovariance(labels, count - labels.length)
    const deviations = Float64Array.from({ length: size }, (_, i) =>
      Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, covariance[packedIndex(i, i)] as number))),
    )
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const at = packedIndex(i, j)
        covariance[at] = (covariance[at] as number) / ((deviations[i] as number) * (deviations[j] as number))
      }
      covariance[packedIndex(i, i)] = 1
    }
    this.#size = size
    this.#means = labels.map((label) => label.mean())
    this.#deviations = deviations
    this.#correlations = covariance
  }

  fit(shrinkage: number): Discriminant {
    const size = this.#size
    const shrunk = this.#correlations.map((correlation) => (1 - shrinkage) * correlation)
    for (let i = 0; i < size; i += 1) shrunk[packedIndex(i, i)] = 1
    const factor = CholeskyFactor.of(shrunk, size)
    if (factor === undefined) throw new ParameterError('the statistics of the recordings are not finite')
    const weights = new Float64Array(this.#means.length * size)
    const biases = this.#means.map((mean, label) => {
      const row = mean.map((value, i) => value / (this.#deviations[i] as number))
      factor.solve(row)
      let product = 0
      for (let i = 0; i < size; i += 1) {
        const weight = (row[i] as number) / (this.#deviations[i] as number)
        weights[label * size + i] = weight
        product += weight * (mean[i] as number)
      }
      return -0.5 * product
    })
    return { weights, biases: Float64Array.from(biases) }
  }
}

/** With sums that stand for probabilities: see {@link certain}. */
export function calibrated({ weights, biases }: Discriminant, { sharpness, offsets }: Certainty): Discriminant {
  return {
    weights: weights.map((weight) => sharpness * weight),
    biases: biases.map((bias, label) => sharpness * bias + (offsets[label] as number)),
  }
}
