import { instantiateKernel, type KernelExports } from './kernel-module.ts'

/** Sizes of the kernel's memory: MAX_OBSERVED, MAX_DIRECTIONS and MAX_DIRECTION_VALUES in kernel/layout.ts. */
const MAX_OBSERVED = 512
const MAX_DIRECTIONS = 512
const MAX_DIRECTION_VALUES = 196_608

/** Observations that are computed side by side. */
export const SIDES = 8

export interface DistanceTables {
  /** Of a Cholesky factor: its lower triangle row by row, and the reciprocals of its diagonal, shape `[size]`. */
  readonly lower: Float64Array
  readonly inverseDiagonal: Float64Array
  /** Whitened vectors, each of `size`. */
  readonly directions: readonly Float64Array[]
}

/** Whether the kernel's memory holds these. */
export function isDistanceForKernel({ inverseDiagonal: { length: size }, directions }: DistanceTables): boolean {
  return size <= MAX_OBSERVED && directions.length <= MAX_DIRECTIONS && directions.length * size <= MAX_DIRECTION_VALUES
}

/** Whitening and projection in WebAssembly: double precision, eight observations side by side. */
export class DistanceKernel {
  readonly #exports: KernelExports
  readonly #size: number
  readonly #directions: number
  readonly #observations: Float64Array
  readonly #products: Float64Array

  /** @param tables - Such as {@link isDistanceForKernel} accepts. */
  constructor(module: WebAssembly.Module, { lower, inverseDiagonal, directions }: DistanceTables) {
    const { exports, doubles } = instantiateKernel(module, 'DISTANCE_END')
    const size = inverseDiagonal.length
    doubles('LOWER', lower.length).set(lower)
    doubles('INVERSE_DIAGONAL', size).set(inverseDiagonal)
    const rows = doubles('DIRECTIONS', directions.length * size)
    for (const [d, direction] of directions.entries()) rows.set(direction, d * size)
    this.#exports = exports
    this.#size = size
    this.#directions = directions.length
    this.#observations = doubles('OBSERVATIONS', size * SIDES)
    this.#products = doubles('PRODUCTS', (1 + directions.length) * SIDES)
  }

  /**
   * @param count - Observations, at most {@link SIDES}.
   * @param read - Writes observation `i` to `out`, shape `[size]`.
   * @param out - Receives of each observation, whitened, its square and its product with each direction, from index
   *   `at` on.
   */
  project(count: number, read: (i: number, out: Float64Array) => void, out: Float64Array, at: number): void {
    const observations = this.#observations
    const rowLength = 1 + this.#directions
    const x = new Float64Array(this.#size)
    for (let side = 0; side < count; side += 1) {
      read(side, x)
      for (let k = 0; k < x.length; k += 1) observations[k * SIDES + side] = x[k] as number
    }
    this.#exports.whiten(this.#size)
    this.#exports.project(this.#size, this.#directions)
    for (let side = 0; side < count; side += 1) {
      const row = at + side * rowLength
      for (let d = 0; d < rowLength; d += 1) out[row + d] = this.#products[d * SIDES + side] as number
    }
  }
}
