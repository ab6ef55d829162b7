import type { BandFrames, BandSteps } from './band-steps.ts'
import type { Mfcc } from './mfcc.ts'

/** The two halves of the MFCC: log-mel columns, not clipped, which depend on a frame alone; and their clipped transforms. */
export interface MfccSteps extends BandSteps {
  readonly nMfcc: number
  /** Columns are clipped this far below the maximum of the whole clip. @unit dB */
  readonly topDb: number
  /**
   * Clip columns from below and transform them, each by itself.
   *
   * @param columns - Shape `[frames, nBands]`; `count` of them are taken, from column `from` on.
   * @param out - Receives their coefficients, from its frame `at` on.
   */
  writeCepstra(columns: Float32Array, from: number, count: number, floorDb: number, out: Mfcc, at: number): void
}

/** Where the first `nFrames` columns of a clip are clipped. @unit dB */
export function floorOf({ topDb }: MfccSteps, { maxima }: BandFrames, nFrames: number): number {
  return highest(maxima, nFrames) - topDb
}

/** Largest of the first `count` values; NaN if one is. */
function highest(values: Float32Array, count: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i += 1) largest = Math.max(largest, values[i] as number)
  return largest
}

/**
 * Log-mel columns of frames `first .. end - 1` of a clip that hang over an edge of it.
 *
 * @param y - Clip, shape `[n]`, that the grid can pad.
 * @param offset - Samples of the clip that are missing before `y`: none of these frames may need them.
 * @param out - Receives the columns from `first` on.
 */
export function writeEdgeColumns(
  steps: BandSteps,
  y: Float32Array,
  offset: number,
  { first, end }: { readonly first: number; readonly end: number },
  out: BandFrames,
): void {
  const { grid } = steps
  const count = end - first
  if (count === 0) return
  const samples = new Float32Array((count - 1) * grid.hopLength + grid.nFft)
  grid.copy(y, grid.start(first) - offset, samples)
  steps.writeColumns(samples, 0, count, out, first)
}
