/** How steeply the score rises about the threshold. */
const STEEPNESS = 3
/** From where on the way between a usual window and the threshold an alarm may stand on. */
const CLEAR_RATIO = 0.7

/**
 * From how unusual a window is to an anomaly score.
 *
 * Strictly rising, and with long tails: what is ten times beyond the threshold is told from what is twenty times.
 *
 * @param ratio - 0 for the median of normal windows, 1 for the fitted threshold.
 * @returns 0..1; 0.5 at the threshold, 0.125 for the median window, 0.875 twice as far as the threshold.
 */
export function anomalyScore(ratio: number): number {
  const x = STEEPNESS * (ratio - 1)
  return 0.5 + (0.5 * x) / (1 + Math.abs(x))
}

/** Thresholds of the label `anomalous`: the fitted one, and a little below for clearing. */
export const ANOMALOUS_THRESHOLDS = { raiseAt: anomalyScore(1), clearAt: anomalyScore(CLEAR_RATIO) }
