import { DistanceKernel, type DistanceTables, isDistanceForKernel, SIDES } from '../../dsp/kernel/distance-kernel.ts'
import { kernelModule } from '../../dsp/kernel/kernel-module.ts'
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
  /** Whitened: a vector of ones, then the centres. */
  readonly #directions: readonly Float64Array[]
  /** Of each centre, whitened, its product with itself and with ones; and that of ones with themselves. */
  readonly #centreSquares: readonly number[]
  readonly #centreLevels: readonly number[]
  readonly #levelSquare: number
  readonly #module: WebAssembly.Module | null
  #kernel: DistanceKernel | undefined

  /**
   * @param kernel - Computes several observations at once in WebAssembly; null computes plainly.
   * @throws {@link ParameterError} when sizes do not fit, or the covariance is not positive definite.
   */
  constructor({ size, centres, covariance }: BaselineParams, kernel = kernelModule()) {
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
    const ones = new Float64Array(size).fill(1)
    const whitened = Array.from({ length: this.count }, (_, i) => rows.slice(i * size, (i + 1) * size))
    this.#directions = [ones, ...whitened]
    for (const direction of this.#directions) factor.whiten(direction)
    this.#centreSquares = whitened.map((centre) => product(centre, centre))
    this.#centreLevels = whitened.map((centre) => product(centre, ones))
    this.#levelSquare = product(ones, ones)
    this.#module = kernel !== null && isDistanceForKernel(this.#tables) ? kernel : null
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
    // One alone is as quick plainly, and there may never be more.
    if (this.#module === null || count < 2) {
      for (let i = 0; i < count; i += 1) this.#projectPlainly(i, read, out, at + i)
      return
    }
    this.#kernel ??= new DistanceKernel(this.#module, this.#tables)
    for (let done = 0; done < count; done += SIDES) {
      const readNext = (i: number, x: Float64Array) => read(done + i, x)
      this.#kernel.project(Math.min(SIDES, count - done), readNext, out, (at + done) * this.projectionSize)
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
    const [square = 0, onOnes = 0] = means
    const squares = square - 2 * level * onOnes + level * level * this.#levelSquare
    const offsets = this.#centreSquares.map((centreSquare, c) => {
      return centreSquare - 2 * (means[2 + c] as number) + 2 * level * (this.#centreLevels[c] as number)
    })
    const least = Math.min(...offsets)
    return { squared: squares + least, nearest: offsets.indexOf(least) }
  }

  get #tables(): DistanceTables {
    const { lower, inverseDiagonal } = this.#factor
    return { lower, inverseDiagonal, directions: this.#directions }
  }

  #projectPlainly(i: number, read: (i: number, out: Float64Array) => void, out: Float64Array, row: number): void {
    const z = new Float64Array(this.size)
    read(i, z)
    this.#factor.whiten(z)
    const start = row * this.projectionSize
    out[start] = product(z, z)
    for (const [d, direction] of this.#directions.entries()) out[start + 1 + d] = product(z, direction)
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
