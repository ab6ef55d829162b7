import type { SoundPiece } from './sound-piece.ts'

/** An unbroken stretch of sound, 16 bits, mono. */
export interface Stretch {
  readonly y: Int16Array
  readonly sampleRateHz: number
  /** When its first sample was recorded. @unit Unix epoch ms */
  readonly startMs: number
}

/** The last seconds of one source, unbroken: a gap begins it anew. Its memory is allocated once. */
export class SoundRing {
  readonly sampleRateHz: number
  readonly #samples: Int16Array
  #length = 0
  /** Where the next sample goes. */
  #next = 0
  #endMs = 0

  constructor(sampleRateHz: number, seconds: number) {
    this.sampleRateHz = sampleRateHz
    this.#samples = new Int16Array(Math.ceil(sampleRateHz * seconds))
  }

  /** When the sample after the last will be recorded. @unit Unix epoch ms */
  get endMs(): number {
    return this.#endMs
  }

  append({ y, startMs, isContinued }: SoundPiece): void {
    if (!isContinued) this.#length = 0
    const capacity = this.#samples.length
    const kept = y.length > capacity ? y.subarray(y.length - capacity) : y
    const untilEnd = Math.min(kept.length, capacity - this.#next)
    this.#samples.set(kept.subarray(0, untilEnd), this.#next)
    this.#samples.set(kept.subarray(untilEnd), 0)
    this.#next = capacity === 0 ? 0 : (this.#next + kept.length) % capacity
    this.#length = Math.min(capacity, this.#length + kept.length)
    this.#endMs = startMs + (1_000 * y.length) / this.sampleRateHz
  }

  /** A copy of what is kept. */
  stretch(): Stretch {
    const { sampleRateHz } = this
    const y = new Int16Array(this.#length)
    const first = (this.#next - this.#length + this.#samples.length) % Math.max(1, this.#samples.length)
    const untilEnd = Math.min(this.#length, this.#samples.length - first)
    y.set(this.#samples.subarray(first, first + untilEnd))
    y.set(this.#samples.subarray(0, this.#length - untilEnd), untilEnd)
    return { y, sampleRateHz, startMs: this.#endMs - (1_000 * y.length) / sampleRateHz }
  }
}
