/**
 * @param mean - Of a session's stacks, shape `[stackedFrames * nMels]`.
 * @param changes - What is added to each frame of a stack at each speed.
 * @returns One centre for each speed, shape of `mean`.
 */
export function centresAtSpeeds(mean: Float64Array, changes: readonly Float64Array[]): Float64Array[] {
  return changes.map((change) => mean.map((level, i) => level + (change[i % change.length] as number)))
}

/**
 * How much each band varies from session to session once the speed that fits best is allowed for.
 *
 * @param bands - Means of each session's bands, at least two.
 * @param changes - By session, what other speeds add to its bands.
 * @returns Half the mean square of the differences: the variance of a session. @unit dB²
 */
export function varianceAtBestSpeed(
  bands: readonly Float64Array[],
  changes: readonly (readonly Float64Array[])[],
): Float64Array {
  const level = bands.map(centred)
  const variance = new Float64Array(level[0]?.length ?? 0)
  const pairs = bands.length * (bands.length - 1)
  for (const [a, to] of level.entries()) {
    for (const [b, from] of level.entries()) {
      if (a === b) continue
      const differences = (changes[b] ?? []).map((change) =>
        from.map((db, i) => db + (change[i] as number) - (to[i] as number)),
      )
      const best = differences.reduce((least, other) => (energy(other) < energy(least) ? other : least))
      for (let i = 0; i < variance.length; i += 1) {
        variance[i] = (variance[i] as number) + (best[i] as number) ** 2 / 2 / pairs
      }
    }
  }
  return variance
}

function centred(row: Float64Array): Float64Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length
  return row.map((value) => value - mean)
}

function energy(row: Float64Array): number {
  return row.reduce((sum, value) => sum + value * value, 0)
}
