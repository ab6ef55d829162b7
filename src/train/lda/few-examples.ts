import { ParameterError } from '../../errors.ts'
import { CholeskyFactor, packedLength } from '../../model/detectors/cholesky.ts'
import type { Analysis, Discriminant } from './discriminant.ts'
import { LEAST_DEVIATION } from './discriminant.ts'

/**
 * The same as `DiscriminantAnalysis`, computed over pairs of examples instead of pairs of numbers: much quicker
 * where examples are fewer.
 *
 * With Z the standardised examples about their labels' means, `(a ZᵀZ + λI)⁻¹ = (I - Zᵀ(ZZᵀ + (λ/a) I)⁻¹Z) / λ`.
 *
 * @see M. A. Woodbury, *Inverting modified matrices*, 1950.
 */
export class FewExamplesAnalysis implements Analysis {
  readonly #means: readonly Float64Array[]
  readonly #deviations: Float64Array
  readonly #rows: readonly Float64Array[]
  readonly #freedom: number
  /** ZZᵀ, packed. */
  readonly #products: Float64Array

  /** @param labels - Examples of each label; none empty. */
  constructor(labels: readonly (readonly ArrayLike<number>[])[]) {
    const size = labels[0]?.[0]?.length ?? 0
    const count = labels.reduce((sum, { length }) => sum + length, 0)
    this.#freedom = count - labels.length
    if (this.#freedom < 1) throw new ParameterError('one recording of each label is too few to compare them')
    const means = labels.map((rows) => {
      const mean = new Float64Array(size)
      for (const row of rows) for (let i = 0; i < size; i += 1) mean[i] = (mean[i] as number) + (row[i] as number)
      return mean.map((sum) => sum / rows.length)
    })
    const rows = labels.flatMap((examples, label) =>
      examples.map((row) => (means[label] ?? new Float64Array()).map((mean, i) => (row[i] as number) - mean)),
    )
    const deviations = new Float64Array(size)
    for (const row of rows) {
      for (let i = 0; i < size; i += 1) deviations[i] = (deviations[i] as number) + (row[i] as number) ** 2
    }
    for (let i = 0; i < size; i += 1) {
      deviations[i] = Math.max(LEAST_DEVIATION, Math.sqrt((deviations[i] as number) / this.#freedom))
    }
    for (const row of rows) for (let i = 0; i < size; i += 1) row[i] = (row[i] as number) / (deviations[i] as number)
    this.#means = means
    this.#deviations = deviations
    this.#rows = rows
    this.#products = new Float64Array(packedLength(rows.length))
    let at = 0
    for (const [i, row] of rows.entries()) {
      for (let j = 0; j <= i; j += 1, at += 1) this.#products[at] = dot(row, rows[j] ?? row)
    }
  }

  fit(shrinkage: number): Discriminant {
    const size = this.#deviations.length
    const ridge = (shrinkage * this.#freedom) / (1 - shrinkage)
    const ridged = this.#products.slice()
    for (let i = 0, at = 0; i < this.#rows.length; at += ++i + 1) ridged[at] = (ridged[at] as number) + ridge
    const factor = CholeskyFactor.of(ridged, this.#rows.length)
    if (factor === undefined) throw new ParameterError('the statistics of the recordings are not finite')
    const weights = new Float64Array(this.#means.length * size)
    const biases = this.#means.map((mean, label) => {
      const scaledMean = mean.map((value, i) => value / (this.#deviations[i] as number))
      const shares = Float64Array.from(this.#rows, (row) => dot(row, scaledMean))
      factor.solve(shares)
      const weight = weights.subarray(label * size, (label + 1) * size)
      weight.set(scaledMean)
      for (const [k, row] of this.#rows.entries()) {
        const share = shares[k] as number
        for (let i = 0; i < size; i += 1) weight[i] = (weight[i] as number) - share * (row[i] as number)
      }
      for (let i = 0; i < size; i += 1) {
        weight[i] = (weight[i] as number) / (shrinkage * (this.#deviations[i] as number))
      }
      return -0.5 * dot(weight, mean)
    })
    return { weights, biases: Float64Array.from(biases) }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
