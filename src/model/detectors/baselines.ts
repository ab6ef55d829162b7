import { ParameterError } from '../../errors.ts'
import { CholeskyFactor } from './cholesky.ts'

export interface BaselineParams {
  /** Numbers of one observation. */
  readonly size: number
  /** Centres, row-major `[count, size]`. */
  readonly centres: ArrayLike<number>
  /** Covariance about every centre: lower triangle, row by row. */
  readonly covariance: ArrayLike<number>
}

/** How far something lies from the nearest baseline. */
export interface Distance {
  /** Mean over the observations of the squared Mahalanobis distance; about `size` for what was learnt. */
  readonly squared: number
  /** Index of the nearest baseline. */
  readonly nearest: number
}

/** Several normal centres that share one covariance: how far is something from the nearest? */
export class Baselines {
  readonly size: number
  readonly count: number
  readonly #factor: CholeskyFactor
  /** Whitened centres, one after the other. */
  readonly #centres: readonly Float64Array[]

  /** @throws {@link ParameterError} when sizes do not fit, or the covariance is not positive definite. */
  constructor({ size, centres, covariance }: BaselineParams) {
    const factor = CholeskyFactor.of(covariance, size)
    if (factor === undefined) throw new ParameterError('the covariance is not positive definite')
    if (centres.length === 0 || centres.length % size !== 0) {
      throw new ParameterError(`${centres.length} numbers are not centres of ${size}`)
    }
    this.size = size
    this.count = centres.length / size
    this.#factor = factor
    const rows = Float64Array.from(centres)
    this.#centres = Array.from({ length: this.count }, (_, i) => {
      const centre = rows.slice(i * size, (i + 1) * size)
      factor.whiten(centre)
      return centre
    })
  }

  /**
   * @param count - Observations.
   * @param read - Writes observation `i` to `out`, shape `[size]`.
   */
  distance(count: number, read: (i: number, out: Float64Array) => void): Distance {
    const { size } = this
    const z = new Float64Array(size)
    const sum = new Float64Array(size)
    let squares = 0
    for (let i = 0; i < count; i += 1) {
      read(i, z)
      this.#factor.whiten(z)
      for (let k = 0; k < size; k += 1) {
        const value = z[k] as number
        squares += value * value
        sum[k] = (sum[k] as number) + value
      }
    }
    // mean |z - c|² = mean |z|² - 2 c · mean z + |c|²
    const offsets = this.#centres.map((centre) => {
      let offset = 0
      for (let k = 0; k < size; k += 1) {
        const c = centre[k] as number
        offset += c * (c - (2 * (sum[k] as number)) / count)
      }
      return offset
    })
    const least = Math.min(...offsets)
    return { squared: squares / count + least, nearest: offsets.indexOf(least) }
  }
}
