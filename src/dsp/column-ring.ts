import { allocateFrames, type BandFrames, type BandSteps } from './band-steps.ts'

/** The columns of a stream's newest frames, each computed once. */
export class ColumnRing {
  readonly #steps: BandSteps
  readonly #capacity: number
  readonly #ring: BandFrames
  /** Frame that is computed next; the `capacity` before it are there. */
  #next = 0

  constructor(steps: BandSteps, capacity: number) {
    this.#steps = steps
    this.#capacity = capacity
    this.#ring = allocateFrames(capacity, steps.nBands)
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
    let done = 0
    while (done < count) {
      const at = this.#next % this.#capacity
      const block = Math.min(count - done, this.#capacity - at)
      this.#steps.writeColumns(y, start + done * this.#steps.grid.hopLength, block, this.#ring, at)
      this.#next += block
      done += block
    }
  }

  /** Copy frames `first .. end - 1` to `out`, from its column `at` on. */
  copy(first: number, end: number, out: BandFrames, at: number): void {
    const { nBands } = this.#steps
    let done = first
    while (done < end) {
      const from = done % this.#capacity
      const block = Math.min(end - done, this.#capacity - from)
      const to = at + done - first
      out.columns.set(this.#ring.columns.subarray(from * nBands, (from + block) * nBands), to * nBands)
      out.maxima.set(this.#ring.maxima.subarray(from, from + block), to)
      done += block
    }
  }
}
