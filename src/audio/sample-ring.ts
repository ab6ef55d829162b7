/** Samples that are read in places: as an array of them is, but not necessarily in one piece of memory. */
export interface Samples {
  readonly length: number
  /** Samples `start .. end - 1`; to be read at once, and not to be written to. */
  subarray(start: number, end: number): Float32Array
  /** All of them, owned by the caller. */
  slice(): Float32Array
}

/** The newest samples of a stream, as many as it has room for. Its memory is allocated once. */
export class SampleRing {
  readonly #samples: Float32Array
  /** Where the next sample goes: the oldest lies there. */
  #next = 0

  /** @param capacity - At least 1. @unit samples */
  constructor(capacity: number) {
    this.#samples = new Float32Array(capacity)
  }

  /** @param y - At most as many as there is room for. */
  append(y: Float32Array): void {
    const untilEnd = Math.min(y.length, this.#samples.length - this.#next)
    this.#samples.set(y.subarray(0, untilEnd), this.#next)
    this.#samples.set(y.subarray(untilEnd), 0)
    this.#next = (this.#next + y.length) % this.#samples.length
  }

  /** The newest `length` samples, and those of `tail` after them. Holds until more are appended. */
  newest(length: number, tail: Float32Array): Samples {
    const { length: capacity } = this.#samples
    return new JoinedSamples(this.#samples, (this.#next - length + capacity) % capacity, length, tail)
  }
}

class JoinedSamples implements Samples {
  readonly #ring: Float32Array
  /** Place of the first sample. */
  readonly #first: number
  /** Samples in the ring. */
  readonly #heard: number
  readonly #tail: Float32Array

  constructor(ring: Float32Array, first: number, heard: number, tail: Float32Array) {
    this.#ring = ring
    this.#first = first
    this.#heard = heard
    this.#tail = tail
  }

  get length(): number {
    return this.#heard + this.#tail.length
  }

  subarray(from: number, to: number): Float32Array {
    const start = Math.min(from, this.length)
    const end = Math.min(to, this.length)
    const first = this.#first + start
    const last = this.#first + end
    const { length: capacity } = this.#ring
    if (end <= this.#heard && last <= capacity) return this.#ring.subarray(first, last)
    if (end <= this.#heard && first >= capacity) return this.#ring.subarray(first - capacity, last - capacity)
    return this.#copy(start, end)
  }

  slice(): Float32Array {
    return this.#copy(0, this.length)
  }

  #copy(start: number, end: number): Float32Array {
    const y = new Float32Array(end - start)
    const { length: capacity } = this.#ring
    const untilWrap = Math.min(capacity - this.#first, this.#heard)
    const parts: readonly (readonly [at: number, samples: Float32Array])[] = [
      [0, this.#ring.subarray(this.#first, this.#first + untilWrap)],
      [untilWrap, this.#ring.subarray(0, this.#heard - untilWrap)],
      [this.#heard, this.#tail],
    ]
    for (const [at, samples] of parts) {
      const from = Math.max(start, at)
      const to = Math.min(end, at + samples.length)
      if (from < to) y.set(samples.subarray(from - at, to - at), from - start)
    }
    return y
  }
}
