import { symmetricEigen } from './symmetric-eigen.ts'

export interface PrincipalComponents {
  /** Each row's place on the components, largest spread first. */
  readonly places: readonly Float64Array[]
  /** Share of the whole variance that each component has, 0..1. */
  readonly shares: readonly number[]
}

/**
 * Principal components of rows, by the products of all pairs: for fewer rows than columns.
 * Each component's sign is such that its largest place is positive.
 *
 * @param rows - All of one length.
 * @param most - Most components; those without variance are left out.
 */
export function principalComponents(rows: readonly Float64Array[], most: number): PrincipalComponents {
  const n = rows.length
  const width = rows[0]?.length ?? 0
  const mean = Float64Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0) / n, 0))
  const centred = rows.map((row) => row.map((value, j) => value - (mean[j] ?? 0)))
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) {
    for (let j = i; j < n; j += 1) {
      const product = dot(centred[i] ?? new Float64Array(), centred[j] ?? new Float64Array())
      gram[i * n + j] = product
      gram[j * n + i] = product
    }
  }
  const { values, vectors } = symmetricEigen(gram, n)
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const kept = values.flatMap((value, k) => (k < most && value > 1e-9 * total ? [k] : []))
  const axes = kept.map((k) => place(vectors[k] ?? new Float64Array(), Math.sqrt(values[k] ?? 0)))
  return {
    places: rows.map((_, i) => Float64Array.from(axes, (axis) => axis[i] ?? 0)),
    shares: kept.map((k) => (values[k] ?? 0) / total),
  }
}

function place(vector: Float64Array, length: number): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  return vector.map((value) => Math.sign(largest) * length * value)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
