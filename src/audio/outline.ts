/** The outline of a waveform: the lowest and the highest sample of each of its stretches. */
export interface Outline {
  /** Length of a stretch; the last one may be shorter. @unit samples */
  readonly samplesPerColumn: number
  /** Shape `[n]`, full scale ±1. */
  readonly lowest: Float32Array
  /** Shape `[n]`, full scale ±1. */
  readonly highest: Float32Array
}

/**
 * A waveform small enough to be drawn: no peak is lost, however short.
 *
 * @param y - Mono signal, shape `[n]`.
 * @param maxColumns - Most stretches, at least 1.
 */
export function outlineOf(y: Float32Array, maxColumns: number): Outline {
  const samplesPerColumn = Math.max(1, Math.ceil(y.length / maxColumns))
  const columns = Math.ceil(y.length / samplesPerColumn)
  const lowest = new Float32Array(columns).fill(Number.POSITIVE_INFINITY)
  const highest = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < y.length; i += 1) {
    const column = Math.floor(i / samplesPerColumn)
    const value = y[i] as number
    if (value < (lowest[column] as number)) lowest[column] = value
    if (value > (highest[column] as number)) highest[column] = value
  }
  return { samplesPerColumn, lowest, highest }
}
