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
  /** Numbers that {@link project} gives of an observation. */
  readonly projectionSize: number
  readonly #factor: CholeskyFactor
  /** Whitened. */
  readonly #ones: Float64Array
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
    this.projectionSize = 2 + this.count
    this.#factor = factor
    const rows = Float64Array.from(centres)
    this.#ones = new Float64Array(size).fill(1)
    this.#centres = Array.from({ length: this.count }, (_, i) => rows.slice(i * size, (i + 1) * size))
    for (const direction of [this.#ones, ...this.#centres]) factor.whiten(direction)
  }

  /**
   * @param count - Observations.
   * @param read - Writes observation `i` to `out`, shape `[size]`.
   */
  distance(count: number, read: (i: number, out: Float64Array) => void): Distance {
    const projections = new Float64Array(count * this.projectionSize)
    this.project(count, read, projections, 0)
    return this.distanceOf(projections, count)
  }

  /**
   * What has to be known of observations to tell their distance: of each one, whitened, its square and its products
   * with whitened ones and with each centre. It can be kept of observations that come one by one.
   *
   * @param out - Receives `count` rows of {@link projectionSize}, from row `at` on.
   */
  project(count: number, read: (i: number, out: Float64Array) => void, out: Float64Array, at: number): void {
    const z = new Float64Array(this.size)
    for (let i = 0; i < count; i += 1) {
      read(i, z)
      this.#factor.whiten(z)
      const row = (at + i) * this.projectionSize
      out[row] = product(z, z)
      out[row + 1] = product(z, this.#ones)
      for (const [c, centre] of this.#centres.entries()) out[row + 2 + c] = product(z, centre)
    }
  }

  /**
   * @param projections - Rows by {@link project}.
   * @param level - Is subtracted from every number of every observation.
   */
  distanceOf(projections: Float64Array, count: number, level = 0): Distance {
    const means = new Float64Array(this.projectionSize)
    for (let i = 0; i < count; i += 1) {
      for (let k = 0; k < means.length; k += 1) {
        means[k] = (means[k] as number) + (projections[i * means.length + k] as number) / count
      }
    }
    // |z - l v - c|² = |z|² - 2 l z·v + l² |v|² + |c|² - 2 c·z + 2 l c·v, with v the whitened ones
    const ones = this.#ones
    const [square = 0, onOnes = 0] = means
    const squares = square - 2 * level * onOnes + level * level * product(ones, ones)
    const offsets = this.#centres.map((centre, c) => {
      return product(centre, centre) - 2 * (means[2 + c] as number) + 2 * level * product(centre, ones)
    })
    const least = Math.min(...offsets)
    return { squared: squares + least, nearest: offsets.indexOf(least) }
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
