/** Eigenvalues of a symmetric matrix, largest first, with their vectors of length 1. */
export interface Eigen {
  readonly values: readonly number[]
  /** `vectors[k]` belongs to `values[k]`. */
  readonly vectors: readonly Float64Array[]
}

const MAX_SWEEPS = 60

/**
 * Eigenvalues and eigenvectors by Jacobi rotations: slow for large matrices, exact and the same everywhere.
 *
 * @param matrix - Symmetric, row-major `[n, n]`; left as it is.
 * @see W. H. Press et al., *Numerical Recipes*, 11.1.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) v[i * n + i] = 1
  const scale = a.reduce((sum, value) => sum + value ** 2, 0)
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, n) > 1e-24 * scale; sweep += 1) {
    for (let p = 0; p < n - 1; p += 1) {
      for (let q = p + 1; q < n; q += 1) rotate(a, v, n, p, q)
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(a, j * n + j) - at(a, i * n + i))
  return {
    values: order.map((i) => at(a, i * n + i)),
    vectors: order.map((i) => Float64Array.from({ length: n }, (_, row) => at(v, row * n + i))),
  }
}

/** Turn axes p and q so that their common element becomes 0. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = at(a, p * n + q)
  if (apq === 0) return
  const theta = (at(a, q * n + q) - at(a, p * n + p)) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta ** 2 + 1))
  const c = 1 / Math.sqrt(t ** 2 + 1)
  const s = t * c
  for (let k = 0; k < n; k += 1) turn(a, k * n + p, k * n + q, c, s)
  for (let k = 0; k < n; k += 1) turn(a, p * n + k, q * n + k, c, s)
  for (let k = 0; k < n; k += 1) turn(v, k * n + p, k * n + q, c, s)
}

function turn(m: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = at(m, i)
  const y = at(m, j)
  m[i] = c * x - s * y
  m[j] = s * x + c * y
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) sum += 2 * at(a, i * n + j) ** 2
  }
  return sum
}

function at(m: Float64Array, i: number): number {
  return m[i] as number
}
