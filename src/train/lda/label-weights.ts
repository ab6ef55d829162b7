/**
 * How much the answer to each example counts, 1 in all.
 *
 * Preferred labels count as much as all others together, however many examples there are of each. Among themselves
 * labels count alike, and so do the examples of a label. Where none is preferred, or all are, all labels count alike.
 *
 * @param actual - Label of each example; at least one.
 */
export function labelWeights(actual: readonly number[], preferred: ReadonlySet<number>): Float64Array {
  const counts = new Map<number, number>()
  for (const label of actual) counts.set(label, (counts.get(label) ?? 0) + 1)
  const first = [...counts.keys()].filter((label) => preferred.has(label)).length
  const others = counts.size - first
  const weights = new Map(
    [...counts].map(([label, count]) => {
      const share = first * others === 0 ? counts.size : 2 * (preferred.has(label) ? first : others)
      return [label, 1 / (share * count)]
    }),
  )
  return Float64Array.from(actual, (label) => weights.get(label) ?? 0)
}
