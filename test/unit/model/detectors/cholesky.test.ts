import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CholeskyFactor, packedIndex, packedLength } from '../../../../src/model/detectors/cholesky.ts'

/** A Aᵀ + I of a square matrix: positive definite whatever A is. */
function covarianceOf(rows: readonly (readonly number[])[]): Float64Array {
  const packed = new Float64Array(packedLength(rows.length))
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of rows.slice(0, i + 1).entries()) {
      packed[packedIndex(i, j)] = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), i === j ? 1 : 0)
    }
  }
  return packed
}

const matrices = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.array(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n, maxLength: n }), {
    minLength: n,
    maxLength: n,
  }),
)

describe('CholeskyFactor', () => {
  it('gives back the matrix: whitened basis vectors have it as their inverse products', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const n = rows.length
        const packed = covarianceOf(rows)
        const factor = CholeskyFactor.of(packed, n)
        if (factor === undefined) throw new Error('not positive definite')
        // Whitening the columns of A gives Lᵀ, whose columns' products are A again.
        const columns = Array.from({ length: n }, (_, j) => {
          const column = Float64Array.from(
            { length: n },
            (_, i) => packed[packedIndex(Math.max(i, j), Math.min(i, j))] ?? 0,
          )
          factor.whiten(column)
          return column
        })
        for (let i = 0; i < n; i += 1) {
          for (let j = 0; j <= i; j += 1) {
            let product = 0
            for (let k = 0; k < n; k += 1) product += (columns[i]?.[k] ?? 0) * (columns[j]?.[k] ?? 0)
            expect(product).toBeCloseTo(packed[packedIndex(i, j)] ?? Number.NaN, 8)
          }
        }
      }),
    )
  })

  it('refuses what is not positive definite or not finite', () => {
    expect(CholeskyFactor.of([1, 2, 1], 2)).toBeUndefined()
    expect(CholeskyFactor.of([0], 1)).toBeUndefined()
    expect(CholeskyFactor.of([Number.NaN], 1)).toBeUndefined()
    expect(CholeskyFactor.of([1, Number.POSITIVE_INFINITY, 1], 2)).toBeUndefined()
  })
})
