/** A window that is whole, before it is taken. */
export interface WholeWindow {
  /** Shape `[windowLength]`: a view that holds only until it is taken. */
  readonly y: Float32Array
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

/** Room for samples beside a window's; when it is used up, the window moves to the front. @unit samples */
const SPARE = 65_536

/**
 * Cut one unbroken stretch of samples into windows that start at its samples `0, hopLength, 2 * hopLength, …`.
 * Keeps little more than one window's length of samples.
 */
export class WindowCutter<T> {
  readonly #take: (window: WholeWindow) => T
  readonly #windowLength: number
  readonly #hopLength: number
  readonly #buffer: Float32Array
  readonly #spare: number
  /** Samples in `#buffer`: the newest of the stretch. */
  #filled = 0
  /** Samples of the stretch so far. */
  #end = 0
  /** Where the next window starts in the stretch. */
  #nextStart = 0

  /** @param take - What becomes of a window that is whole: `copyOf`, or something smaller. */
  constructor({ windowLength, hopLength }: WindowCutterParams, take: (window: WholeWindow) => T) {
    this.#take = take
    this.#windowLength = windowLength
    this.#hopLength = hopLength
    this.#spare = Math.min(windowLength, SPARE)
    this.#buffer = new Float32Array(windowLength + this.#spare)
  }

  /** Where the next window starts in the stretch. */
  get nextStart(): number {
    return this.#nextStart
  }

  /** Samples of the stretch so far. */
  get end(): number {
    return this.#end
  }

  /** The next window's samples so far: a view that holds until more are taken. */
  sinceNextStart(): Float32Array {
    return this.#buffer.subarray(this.#filled - Math.max(0, this.#end - this.#nextStart), this.#filled)
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#filled = 0
    this.#end = 0
    this.#nextStart = 0
  }

  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  append(y: Float32Array): T[] {
    const windows: T[] = []
    let taken = 0
    while (taken < y.length) {
      const untilComplete = this.#nextStart + this.#windowLength - this.#end
      const piece = y.subarray(taken, taken + Math.min(untilComplete, this.#spare))
      this.#keep(piece)
      taken += piece.length
      if (piece.length === untilComplete) windows.push(this.#cut(new Float32Array(0)))
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
    if (this.#end >= this.#windowLength) return copyOf(this.#newest(new Float32Array(0)))
    const lacking = this.#windowLength - this.#end
    return lacking <= tail.length ? copyOf(this.#newest(tail.subarray(0, lacking))) : undefined
  }

  #cut(tail: Float32Array): T {
    this.#nextStart += this.#hopLength
    return this.#take(this.#newest(tail))
  }

  #newest(tail: Float32Array): WholeWindow {
    const heard = this.#buffer.subarray(this.#filled - (this.#windowLength - tail.length), this.#filled)
    return { y: joined(heard, tail), end: this.#end + tail.length, provisional: tail.length }
  }

  /** Append at most what there is spare room for; what is older than a window before it may go. */
  #keep(piece: Float32Array): void {
    if (this.#filled + piece.length > this.#buffer.length) {
      this.#buffer.copyWithin(0, this.#filled - this.#windowLength, this.#filled)
      this.#filled = this.#windowLength
    }
    this.#buffer.set(piece, this.#filled)
    this.#filled += piece.length
    this.#end += piece.length
  }
}

export function copyOf({ y, end }: WholeWindow): CutWindow {
  return { y: y.slice(), end }
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  if (b.length === 0) return a
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
