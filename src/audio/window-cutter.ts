import { SampleRing } from './sample-ring.ts'

/** A window's samples and where they end in their stretch. */
export interface CutWindow {
  /** Shape `[windowLength]`, owned by the receiver. */
  readonly y: Float32Array
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

export interface WindowCutterParams {
  /** @unit samples */
  readonly windowLength: number
  /** Samples between the starts of successive windows; may exceed `windowLength`. */
  readonly hopLength: number
}

const NONE = new Float32Array(0)

/**
 * Cut one unbroken stretch of samples into windows that start at its samples `0, hopLength, 2 * hopLength, …`.
 * Keeps one window's length of samples.
 */
export class WindowCutter {
  readonly #windowLength: number
  readonly #hopLength: number
  readonly #ring: SampleRing
  /** Samples of the stretch so far. */
  #end = 0
  /** Where the next window starts in the stretch. */
  #nextStart = 0

  constructor({ windowLength, hopLength }: WindowCutterParams) {
    this.#windowLength = windowLength
    this.#hopLength = hopLength
    this.#ring = new SampleRing(windowLength)
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#end = 0
    this.#nextStart = 0
  }

  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  push(y: Float32Array): CutWindow[] {
    const windows: CutWindow[] = []
    let taken = 0
    while (taken < y.length) {
      const untilComplete = this.#nextStart + this.#windowLength - this.#end
      const piece = y.subarray(taken, taken + Math.min(untilComplete, this.#windowLength))
      this.#ring.append(piece)
      this.#end += piece.length
      taken += piece.length
      if (piece.length === untilComplete) windows.push(this.#cut(NONE))
    }
    return windows
  }

  /**
   * The windows that only lack samples of `tail`, which is what the stretch would end with if it ended now.
   * They are not cut a second time when the stretch goes on.
   */
  complete(tail: Float32Array): CutWindow[] {
    const windows: CutWindow[] = []
    for (;;) {
      const lacking = this.#nextStart + this.#windowLength - this.#end
      if (lacking > tail.length || lacking > this.#windowLength) return windows
      windows.push(this.#cut(tail.subarray(0, lacking)))
    }
  }

  #cut(tail: Float32Array): CutWindow {
    this.#nextStart += this.#hopLength
    return { y: this.#ring.newest(this.#windowLength - tail.length, tail), end: this.#end + tail.length }
  }
}
