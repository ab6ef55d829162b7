/**
 * Cholesky factor of a symmetric positive definite matrix, to measure distances with.
 *
 * Matrices are packed: the lower triangle row by row, `n (n + 1) / 2` numbers.
 */
export class CholeskyFactor {
  readonly size: number
  /** L with L Lᵀ = A, packed. */
  readonly lower: Float64Array
  /** Reciprocals of its diagonal, shape `[size]`. */
  readonly inverseDiagonal: Float64Array

  private constructor(size: number, lower: Float64Array, inverseDiagonal: Float64Array) {
    this.size = size
    this.lower = lower
    this.inverseDiagonal = inverseDiagonal
  }

  /**
   * @param packed - Lower triangle of A, shape `[size (size + 1) / 2]`; is left as it was.
   * @returns undefined when A is not positive definite, or not finite.
   */
  static of(packed: ArrayLike<number>, size: number): CholeskyFactor | undefined {
    const lower = Float64Array.from(packed)
    const inverseDiagonal = new Float64Array(size)
    for (let i = 0, row = 0; i < size; row += ++i) {
      for (let j = 0, other = 0; j <= i; other += ++j) {
        // Four chains side by side: one alone would wait for each addition.
        let a = lower[row + j] as number
        let b = 0
        let c = 0
        let d = 0
        let k = 0
        for (; k + 3 < j; k += 4) {
          a -= (lower[row + k] as number) * (lower[other + k] as number)
          b -= (lower[row + k + 1] as number) * (lower[other + k + 1] as number)
          c -= (lower[row + k + 2] as number) * (lower[other + k + 2] as number)
          d -= (lower[row + k + 3] as number) * (lower[other + k + 3] as number)
        }
        for (; k < j; k += 1) a -= (lower[row + k] as number) * (lower[other + k] as number)
        const sum = a + b + (c + d)
        if (j < i) lower[row + j] = sum * (inverseDiagonal[j] as number)
        else if (sum > 0 && Number.isFinite(sum)) {
          lower[row + i] = Math.sqrt(sum)
          inverseDiagonal[i] = 1 / Math.sqrt(sum)
        } else return undefined
      }
    }
    return new CholeskyFactor(size, lower, inverseDiagonal)
  }

  /**
   * Solve L z = x, in place: where A is a covariance, the elements of z are uncorrelated and of variance 1.
   *
   * @param x - Shape `[size]`.
   */
  whiten(x: Float64Array): void {
    const lower = this.lower
    for (let i = 0, row = 0; i < this.size; row += ++i) {
      // Four chains side by side: one alone would wait for each addition.
      let a = x[i] as number
      let b = 0
      let c = 0
      let d = 0
      let k = 0
      for (; k + 3 < i; k += 4) {
        a -= (lower[row + k] as number) * (x[k] as number)
        b -= (lower[row + k + 1] as number) * (x[k + 1] as number)
        c -= (lower[row + k + 2] as number) * (x[k + 2] as number)
        d -= (lower[row + k + 3] as number) * (x[k + 3] as number)
      }
      for (; k < i; k += 1) a -= (lower[row + k] as number) * (x[k] as number)
      x[i] = (a + b + (c + d)) * (this.inverseDiagonal[i] as number)
    }
  }

  /**
   * Solve A z = x, in place.
   *
   * @param x - Shape `[size]`.
   */
  solve(x: Float64Array): void {
    this.whiten(x)
    const lower = this.lower
    for (let i = this.size - 1, row = packedIndex(i, 0); i >= 0; row -= i, i -= 1) {
      const value = (x[i] as number) * (this.inverseDiagonal[i] as number)
      x[i] = value
      for (let k = 0; k < i; k += 1) x[k] = (x[k] as number) - (lower[row + k] as number) * value
    }
  }
}

/** Numbers in the lower triangle of a symmetric matrix. */
export function packedLength(size: number): number {
  return (size * (size + 1)) / 2
}

/** Where the element of row `i` and column `j <= i` stands. */
export function packedIndex(i: number, j: number): number {
  return (i * (i + 1)) / 2 + j
}
