/** Share of the variance between sessions that is added to that within: the nearest baseline takes up the rest. */
export const BETWEEN_SHARE = 0.5

/**
 * How much each number varies from session to session, smoothed over neighbours: of two or three sessions the
 * variance of one number alone says little.
 *
 * @param means - Of each session, at least two, shape `[rows * rowLength]`.
 * @param rowLength - Neighbours are neighbours within a row.
 * @param reach - Neighbours on each side that are averaged.
 * @returns Variances, shape of a mean.
 */
export function sessionVariance(means: readonly Float64Array[], rowLength: number, reach: number): Float64Array {
  const size = means[0]?.length ?? 0
  const variance = new Float64Array(size)
  for (let i = 0; i < size; i += 1) {
    const centre = means.reduce((sum, mean) => sum + (mean[i] as number), 0) / means.length
    const squares = means.reduce((sum, mean) => sum + ((mean[i] as number) - centre) ** 2, 0)
    variance[i] = squares / (means.length - 1)
  }
  return smoothed(variance, rowLength, reach)
}

/** Averaged over neighbours in a row. */
export function smoothed(values: Float64Array, rowLength: number, reach: number): Float64Array {
  return values.map((_, i) => {
    const row = i - (i % rowLength)
    let sum = 0
    // At the ends of a row the last number stands for those beyond it.
    for (let k = i - reach; k <= i + reach; k += 1) {
      sum += values[Math.min(row + rowLength - 1, Math.max(row, k))] as number
    }
    return sum / (2 * reach + 1)
  })
}
