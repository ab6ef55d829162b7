/** Counts over equal steps between `low` and `high`. */
export interface Histogram {
  readonly low: number
  readonly high: number
  /** One per step; the last one holds `high` too. */
  readonly counts: readonly number[]
}

/** Count values; those beyond the ends count at the ends. */
export function histogram(values: readonly number[], low: number, high: number, steps: number): Histogram {
  const counts = new Array<number>(steps).fill(0)
  const width = (high - low) / steps
  for (const value of values) {
    const step = width > 0 ? Math.min(steps - 1, Math.max(0, Math.floor((value - low) / width))) : 0
    counts[step] = (counts[step] ?? 0) + 1
  }
  return { low, high, counts }
}
