import { ParameterError } from '../errors.ts'
import { allocateFrames, type BandFrames } from './band-steps.ts'
import type { Mfcc } from './mfcc.ts'
import type { MfccSteps } from './mfcc-steps.ts'

export interface StreamWindows {
  /** @unit samples */
  readonly windowLength: number
  /** From the start of one window to the start of the next, in STFT frames. */
  readonly hopFrames: number
}

/** What all streams with the same parameters share: how to compute, and where to put together what belongs to one window. */
export class StreamPlan {
  readonly steps: MfccSteps
  readonly windowLength: number
  readonly hopFrames: number
  /** Frames of a window, and those of them that no edge touches. */
  readonly nFrames: number
  readonly inside: { readonly first: number; readonly end: number }
  readonly assembly: BandFrames
  readonly mfcc: Mfcc

  /**
   * @throws {@link ParameterError} when a number is not a positive integer.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs longer windows.
   */
  constructor(steps: MfccSteps, { windowLength, hopFrames }: StreamWindows) {
    for (const [name, value] of Object.entries({ windowLength, hopFrames })) {
      if (!Number.isInteger(value) || value < 1)
        throw new ParameterError(`${name} must be a positive integer, got ${value}`)
    }
    steps.grid.assertPaddable(windowLength)
    this.steps = steps
    this.windowLength = windowLength
    this.hopFrames = hopFrames
    this.nFrames = steps.grid.count(windowLength)
    this.inside = steps.grid.inside(windowLength)
    this.assembly = allocateFrames(this.nFrames, steps.nBands)
    this.mfcc = { data: new Float32Array(steps.nMfcc * this.nFrames), nFrames: this.nFrames }
  }
}
