import { SampleRing, type Samples } from './sample-ring.ts'

/** A window that is whole, before it is taken. */
export interface WholeWindow {
  /** `windowLength` samples, which hold only until they are taken. */
  readonly y: Samples
  /** Samples of the stretch up to the window's end. */
  readonly end: number
  /** How many of its samples are not yet of the stretch, but what it would end with if it ended now. */
  readonly provisional: number
}

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
export class WindowCutter<T> {
  readonly #take: (window: WholeWindow) => T
  readonly #windowLength: number
  readonly #hopLength: number
  readonly #ring: SampleRing
  /** Samples of the stretch so far. */
  #end = 0
  /** Where the next window starts in the stretch. */
  #nextStart = 0

  /** @param take - What becomes of a window that is whole: `copyOf`, or something smaller. */
  constructor({ windowLength, hopLength }: WindowCutterParams, take: (window: WholeWindow) => T) {
    this.#take = take
    this.#windowLength = windowLength
    this.#hopLength = hopLength
    this.#ring = new SampleRing(windowLength)
  }

  /** Where the next window starts in the stretch. */
  get nextStart(): number {
    return this.#nextStart
  }

  /** Samples of the stretch so far. */
  get end(): number {
    return this.#end
  }

  /** The next window's samples so far. */
  sinceNextStart(): Float32Array {
    return this.#ring.newest(Math.max(0, this.#end - this.#nextStart), NONE).slice()
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#end = 0
    this.#nextStart = 0
  }

  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  append(y: Float32Array): T[] {
    const windows: T[] = []
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
  complete(tail: Float32Array): T[] {
    const windows: T[] = []
    for (;;) {
      const lacking = this.#nextStart + this.#windowLength - this.#end
      if (lacking > tail.length || lacking > this.#windowLength) return windows
      windows.push(this.#cut(tail.subarray(0, lacking)))
    }
  }

  /** A copy of the newest window's length of samples, wherever it starts; with the help of `tail` where the stretch is just too short. */
  latest(tail: Float32Array): CutWindow | undefined {
    if (this.#end >= this.#windowLength) return copyOf(this.#newest(NONE))
    const lacking = this.#windowLength - this.#end
    return lacking <= tail.length ? copyOf(this.#newest(tail.subarray(0, lacking))) : undefined
  }

  #cut(tail: Float32Array): T {
    this.#nextStart += this.#hopLength
    return this.#take(this.#newest(tail))
  }

  #newest(tail: Float32Array): WholeWindow {
    const y = this.#ring.newest(this.#windowLength - tail.length, tail)
    return { y, end: this.#end + tail.length, provisional: tail.length }
  }
}

export function copyOf({ y, end }: WholeWindow): CutWindow {
  return { y: y.slice(), end }
}
