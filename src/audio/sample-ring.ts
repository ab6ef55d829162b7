import { eachRun } from '../dsp/ring-runs.ts'

/** The newest samples of a stream, as many as it has room for. Its memory is allocated once. */
export class SampleRing {
  readonly #samples: Float32Array
  /** Samples so far. */
  #end = 0

  /** @param capacity - At least 1. @unit samples */
  constructor(capacity: number) {
    this.#samples = new Float32Array(capacity)
  }

  /** @param y - At most as many as there is room for. */
  append(y: Float32Array): void {
    eachRun(this.#end, this.#end + y.length, this.#samples.length, (at, count, done) => {
      this.#samples.set(y.subarray(done, done + count), at)
    })
    this.#end += y.length
  }

  /** A copy of the newest `length` samples, and those of `tail` after them. */
  newest(length: number, tail: Float32Array): Float32Array {
    const y = new Float32Array(length + tail.length)
    eachRun(this.#end - length, this.#end, this.#samples.length, (at, count, done) => {
      y.set(this.#samples.subarray(at, at + count), done)
    })
    y.set(tail, length)
    return y
  }
}
