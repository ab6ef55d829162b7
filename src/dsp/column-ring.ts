import { allocateFrames, type BandFrames, type BandSteps } from './band-steps.ts'
import { eachRun } from './ring-runs.ts'

/** The columns of a stream's newest frames, each computed once. */
export class ColumnRing {
  readonly #steps: BandSteps
  readonly #capacity: number
  /** Frame `t` has column `t % capacity`. */
  readonly frames: BandFrames
  /** Frame that is computed next; the `capacity` before it are there. */
  #next = 0

  constructor(steps: BandSteps, capacity: number) {
    this.#steps = steps
    this.#capacity = capacity
    this.frames = allocateFrames(capacity, steps.nBands)
  }

  get next(): number {
    return this.#next
  }

  /** Forget all; the next frame to be computed is `next`. */
  restart(next: number): void {
    this.#next = next
  }

  /**
   * Compute the next `count` frames.
   *
   * @param y - Samples, of which the next frame begins at `start`.
   */
  compute(y: Float32Array, start: number, count: number): void {
    this.eachRun(this.#next, this.#next + count, (from, block, done) => {
      this.#steps.writeColumns(y, start + done * this.#steps.grid.hopLength, block, this.frames, from)
    })
    this.#next += count
  }

  /** Copy frames `first .. end - 1` to `out`, from its column `at` on. */
  copy(first: number, end: number, out: BandFrames, at: number): void {
    const { nBands } = this.#steps
    this.eachRun(first, end, (from, block, done) => {
      out.columns.set(this.frames.columns.subarray(from * nBands, (from + block) * nBands), (at + done) * nBands)
      out.maxima.set(this.frames.maxima.subarray(from, from + block), at + done)
    })
  }

  /** Visit the columns of frames `first .. end - 1`: `count` side by side from column `from` on, after `done` others. */
  eachRun(first: number, end: number, visit: (from: number, count: number, done: number) => void): void {
    eachRun(first, end, this.#capacity, visit)
  }
}
