import { allocateFrames, type BandFrames, type BandSteps, framesWithin } from './band-steps.ts'
import { ColumnRing } from './column-ring.ts'
import type { SampleHistory } from './sample-history.ts'
import { GROUP, type WindowStreamParams } from './window-stream.ts'

/** What the tracks of all sources share: how to compute, and where to put a window's columns together. */
export class BandPlan {
  readonly steps: BandSteps
  /** Of a window; none is padded. */
  readonly nFrames: number
  readonly assembly: BandFrames

  /** @param windows - Whose hop is a multiple of the frames'. */
  constructor(steps: BandSteps, { windowLength }: WindowStreamParams) {
    this.steps = steps
    this.nFrames = framesWithin(steps.grid, windowLength)
    this.assembly = allocateFrames(this.nFrames, steps.nBands)
  }
}

/** Columns of the frames of one stretch, each computed once, the first at its first sample. */
export class BandTrack {
  readonly lookBack: number
  readonly #plan: BandPlan
  readonly #ring: ColumnRing

  constructor(plan: BandPlan) {
    const { nFft, hopLength } = plan.steps.grid
    this.#plan = plan
    this.lookBack = nFft + (GROUP + 1) * hopLength
    this.#ring = new ColumnRing(plan.steps, plan.nFrames)
  }

  /** Frames that are known: those before it. */
  get next(): number {
    return this.#ring.next
  }

  restart(): void {
    this.#ring.restart(0)
  }

  follow(history: SampleHistory): void {
    this.#compute(history, GROUP)
  }

  /** Copy columns of frames `first .. end - 1`, which are known and no farther back than a window, to `out`. */
  copy(first: number, end: number, out: BandFrames): void {
    this.#ring.copy(first, end, out, 0)
  }

  /**
   * Put the columns of a window together.
   *
   * @returns The plan's assembly, which holds until the next call.
   */
  finish(history: SampleHistory, tail: Float32Array, windowStart: number): BandFrames {
    const { steps, nFrames, assembly } = this.#plan
    const { hopLength } = steps.grid
    this.#compute(history, 1)
    const first = windowStart / hopLength
    const known = Math.min(nFrames, this.#ring.next - first)
    this.#ring.copy(first, first + known, assembly, 0)
    // These hold samples of the tail, which may yet turn out otherwise.
    if (known < nFrames) {
      const from = windowStart + known * hopLength - history.start
      steps.writeColumns(history.viewWith(tail), from, nFrames - known, assembly, known)
    }
    return assembly
  }

  /** Compute the frames that are whole, in multiples of `multiple`: what is left waits for the next. */
  #compute({ start, end, view }: SampleHistory, multiple: number): void {
    const { grid } = this.#plan.steps
    const from = this.#ring.next * grid.hopLength
    const whole = framesWithin(grid, end - from)
    this.#ring.compute(view, from - start, whole - (whole % multiple))
  }
}
