import { allocateFrames, type BandFrames } from './band-steps.ts'
import type { Mfcc } from './mfcc.ts'
import { floorOf, type MfccSteps, writeEdgeColumns } from './mfcc-steps.ts'

/** The MFCC of whole clips, by steps. */
export class SteppedMfcc {
  readonly #steps: MfccSteps
  #frames: BandFrames

  constructor(steps: MfccSteps) {
    this.#steps = steps
    this.#frames = allocateFrames(0, steps.nBands)
  }

  /**
   * @param y - Clip at the parameters' rate, shape `[n]`, all finite.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
   */
  extract(y: Float32Array): Mfcc {
    const steps = this.#steps
    const { grid } = steps
    grid.assertPaddable(y.length)
    const nFrames = grid.count(y.length)
    if (this.#frames.maxima.length < nFrames) this.#frames = allocateFrames(nFrames, steps.nBands)
    const { first, end } = grid.inside(y.length)
    writeEdgeColumns(steps, y, 0, { first: 0, end: first }, this.#frames)
    steps.writeColumns(y, grid.start(first), end - first, this.#frames, first)
    writeEdgeColumns(steps, y, 0, { first: end, end: nFrames }, this.#frames)
    const mfcc = { data: new Float32Array(steps.nMfcc * nFrames), nFrames }
    steps.writeCepstra(this.#frames.columns, 0, nFrames, floorOf(steps, this.#frames, nFrames), mfcc, 0)
    return mfcc
  }
}
