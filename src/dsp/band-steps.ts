import type { FrameGrid } from './frame-grid.ts'

/** Numbers of frames, one for each band: column after column, and the largest of each column. */
export interface BandFrames {
  /** Shape `[frames, nBands]`. */
  readonly columns: Float32Array
  /** Shape `[frames]`. */
  readonly maxima: Float32Array
}

export function allocateFrames(count: number, nBands: number): BandFrames {
  return { columns: new Float32Array(count * nBands), maxima: new Float32Array(count) }
}

/** From frames of sound to a few numbers each, which depend on nothing but the frame. */
export interface BandSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  /**
   * Columns of frames that lie wholly in `y`.
   *
   * @param start - First sample of the first frame; the others follow `hopLength` apart.
   * @param out - Receives `count` columns, from column `at` on.
   */
  writeColumns(y: Float32Array, start: number, count: number, out: BandFrames, at: number): void
}

/**
 * The columns of all frames that lie wholly in a clip, from its first sample on: none is padded.
 *
 * @param y - Clip, shape `[n]`, `n >= nFft`.
 */
export function bandsOf(steps: BandSteps, y: Float32Array): BandFrames & { readonly nFrames: number } {
  const nFrames = framesWithin(steps.grid, y.length)
  const frames = allocateFrames(nFrames, steps.nBands)
  steps.writeColumns(y, 0, nFrames, frames, 0)
  return { ...frames, nFrames }
}

/** Frames that lie wholly in `n` samples, the first at the first of them. */
export function framesWithin({ nFft, hopLength }: Pick<FrameGrid, 'nFft' | 'hopLength'>, n: number): number {
  return Math.max(0, 1 + Math.floor((n - nFft) / hopLength))
}
