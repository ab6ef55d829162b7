/** The means; of several, their mean is the last. */
export function centresOf(means: readonly Float64Array[], size: number): Float64Array {
  if (means.length === 1) return rowsOf(means, size)
  const common = Float64Array.from({ length: size }, (_, k) => {
    return means.reduce((sum, mean) => sum + (mean[k] as number), 0) / means.length
  })
  return rowsOf([...means, common], size)
}

/** One after the other. */
export function rowsOf(rows: readonly Float64Array[], size: number): Float64Array {
  const out = new Float64Array(rows.length * size)
  for (const [i, row] of rows.entries()) out.set(row, i * size)
  return out
}
