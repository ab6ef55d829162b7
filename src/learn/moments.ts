import { packedLength } from '../model/detectors/cholesky.ts'

/** Sums over observations, from which means and covariances follow; sums of disjoint observations add up. */
export class Moments {
  readonly size: number
  count = 0
  /** Σ x, shape `[size]`. */
  readonly sum: Float64Array
  /** Σ x xᵀ, lower triangle, packed. */
  readonly products: Float64Array

  constructor(size: number) {
    this.size = size
    this.sum = new Float64Array(size)
    this.products = new Float64Array(packedLength(size))
  }

  /** @param x - Shape `[size]`. */
  add(x: ArrayLike<number>): void {
    const { sum, products, size } = this
    this.count += 1
    for (let i = 0, row = 0; i < size; row += ++i) {
      const value = x[i] as number
      sum[i] = (sum[i] as number) + value
      for (let j = 0; j <= i; j += 1) products[row + j] = (products[row + j] as number) + value * (x[j] as number)
    }
  }

  /**
   * As {@link add} for two observations: each product is then read and written half as often.
   *
   * @param x - Shape `[size]`.
   * @param y - Shape `[size]`.
   */
  addPair(x: Float64Array, y: Float64Array): void {
    const { sum, products, size } = this
    this.count += 2
    for (let i = 0, row = 0; i < size; row += ++i) {
      const a = x[i] as number
      const b = y[i] as number
      sum[i] = (sum[i] as number) + a + b
      for (let j = 0; j <= i; j += 1) {
        products[row + j] = (products[row + j] as number) + a * (x[j] as number) + b * (y[j] as number)
      }
    }
  }

  /** Add what another has summed. */
  merge(other: Moments): void {
    this.count += other.count
    for (let i = 0; i < this.sum.length; i += 1) this.sum[i] = (this.sum[i] as number) + (other.sum[i] as number)
    for (let i = 0; i < this.products.length; i += 1) {
      this.products[i] = (this.products[i] as number) + (other.products[i] as number)
    }
  }

  mean(): Float64Array {
    return this.sum.map((value) => value / this.count)
  }
}

/**
 * Covariance about each group's own mean.
 *
 * @param groups - At least one, none empty.
 * @param freedom - What the sums of squares are divided by; by default the count of observations.
 * @returns Lower triangle, packed.
 */
export function pooledCovariance(groups: readonly Moments[], freedom?: number): Float64Array {
  const [first] = groups
  const size = first?.size ?? 0
  const covariance = new Float64Array(packedLength(size))
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const divisor = freedom ?? count
  for (const group of groups) {
    const { sum, products } = group
    for (let i = 0, row = 0; i < size; row += ++i) {
      const mean = (sum[i] as number) / group.count
      for (let j = 0; j <= i; j += 1) {
        const scatter = (products[row + j] as number) - mean * (sum[j] as number)
        covariance[row + j] = (covariance[row + j] as number) + scatter / divisor
      }
    }
  }
  return covariance
}

/** Mean of the diagonal of a packed matrix. */
export function meanVariance(packed: Float64Array, size: number): number {
  let trace = 0
  for (let i = 0, row = 0; i < size; row += ++i) trace += packed[row + i] as number
  return trace / size
}

/** Add the same to every number of the diagonal of a packed matrix, in place. */
export function addToDiagonal(packed: Float64Array, size: number, value: number): void {
  for (let i = 0, row = 0; i < size; row += ++i) packed[row + i] = (packed[row + i] as number) + value
}
