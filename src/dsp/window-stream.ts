import { SampleHistory } from './sample-history.ts'

/** Most samples that are looked at in one go, so that long chunks need no more memory than short ones. */
export const PIECE = 4_096

/** Frames that the fast path computes as quickly as one. */
export const GROUP = 4

export interface WindowStreamParams {
  /** @unit samples */
  readonly windowLength: number
  /** From the start of one window to the start of the next. @unit samples */
  readonly hopLength: number
}

/** What is computed while the sound of windows arrives. */
export interface WindowWork<T> {
  /** How far back from the newest sample it still looks when it follows or finishes. @unit samples */
  readonly lookBack: number
  /** Forget the stretch. */
  restart(): void
  /**
   * Samples have come.
   *
   * @param nextStart - Where the next window to be complete starts in the stretch.
   */
  follow(history: SampleHistory, nextStart: number): void
  /**
   * A window is complete.
   *
   * @param tail - Its last samples, where the stretch has them not yet: they may yet turn out otherwise.
   */
  finish(history: SampleHistory, tail: Float32Array, windowStart: number): T
}

/**
 * Tells, of one unbroken stretch of samples, what is to be computed of windows that start at its samples
 * `0, hopLength, 2 hopLength, …`, piece by piece, and when one is complete. Of the samples no more is kept than the
 * work looks back, and two pieces.
 */
export class WindowStream<T> {
  readonly #params: WindowStreamParams
  readonly #work: WindowWork<T>
  readonly #history: SampleHistory
  /** Start of the next window to be complete. */
  #nextStart = 0

  constructor(params: WindowStreamParams, work: WindowWork<T>) {
    this.#params = params
    this.#work = work
    this.#history = new SampleHistory(work.lookBack, PIECE)
    this.restart()
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#history.clear()
    this.#nextStart = 0
    this.#work.restart()
  }

  /**
   * Take the next samples of the stretch.
   *
   * @param y - All finite.
   * @returns What was made of the windows that are now complete, in order.
   */
  push(y: Float32Array): T[] {
    const windows: T[] = []
    let taken = 0
    while (taken < y.length) {
      const piece = y.subarray(taken, taken + Math.min(this.#lacking, PIECE))
      this.#history.append(piece)
      taken += piece.length
      this.#work.follow(this.#history, this.#nextStart)
      if (this.#lacking === 0) windows.push(this.#finish(new Float32Array(0)))
    }
    return windows
  }

  /**
   * The windows that only lack samples of `tail`, which is what the stretch would end with if it ended now. They
   * are not given a second time when the stretch goes on.
   */
  complete(tail: Float32Array): T[] {
    const windows: T[] = []
    while (this.#lacking <= Math.min(tail.length, this.#params.windowLength)) {
      windows.push(this.#finish(tail.subarray(0, this.#lacking)))
    }
    return windows
  }

  /** Samples that the next window lacks. */
  get #lacking(): number {
    return this.#nextStart + this.#params.windowLength - this.#history.end
  }

  #finish(tail: Float32Array): T {
    const windowStart = this.#nextStart
    this.#nextStart += this.#params.hopLength
    return this.#work.finish(this.#history, tail, windowStart)
  }
}
