/** The newest samples of a stream, addressed by their place in the whole of it. */
export class SampleHistory {
  readonly #buffer: Float32Array
  readonly #kept: number
  #filled = 0
  /** Samples of the stream so far. */
  #end = 0

  /**
   * @param kept - Samples back from the end that are always there, once there have been as many.
   * @param piece - Most samples that are appended at once.
   */
  constructor(kept: number, piece: number) {
    this.#kept = kept
    this.#buffer = new Float32Array(kept + 2 * piece)
  }

  get end(): number {
    return this.#end
  }

  /** Place of the oldest sample that is still there. */
  get start(): number {
    return this.#end - this.#filled
  }

  clear(): void {
    this.#filled = 0
    this.#end = 0
  }

  append(y: Float32Array): void {
    if (this.#filled + y.length > this.#buffer.length) {
      this.#buffer.copyWithin(0, this.#filled - this.#kept, this.#filled)
      this.#filled = this.#kept
    }
    this.#buffer.set(y, this.#filled)
    this.#filled += y.length
    this.#end += y.length
  }

  /** All samples that are there, from {@link start} on, as a view that the next `append` may change. */
  get view(): Float32Array {
    return this.#buffer.subarray(0, this.#filled)
  }

  /** The same, and what may come next. */
  viewWith(tail: Float32Array): Float32Array {
    if (tail.length === 0) return this.view
    const both = new Float32Array(this.#filled + tail.length)
    both.set(this.view)
    both.set(tail, this.#filled)
    return both
  }
}
