import { eachRun } from '../../dsp/ring-runs.ts'
import { type SoundAsTaken, toInt16 } from './sound-piece.ts'

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
  /** Samples so far, and those of them that are kept. */
  #end = 0
  #length = 0
  #endMs = 0

  constructor(sampleRateHz: number, seconds: number) {
    this.sampleRateHz = sampleRateHz
    this.#samples = new Int16Array(Math.ceil(sampleRateHz * seconds))
  }

  /** When the sample after the last will be recorded. @unit Unix epoch ms */
  get endMs(): number {
    return this.#endMs
  }

  append({ y, startMs, isContinued }: SoundAsTaken): void {
    const capacity = this.#samples.length
    const kept = y.subarray(Math.max(0, y.length - capacity))
    eachRun(this.#end, this.#end + kept.length, capacity, (at, count, done) => {
      toInt16(kept.subarray(done, done + count), this.#samples.subarray(at, at + count))
    })
    this.#end += kept.length
    this.#length = Math.min(capacity, (isContinued ? this.#length : 0) + kept.length)
    this.#endMs = startMs + (1_000 * y.length) / this.sampleRateHz
  }

  /** A copy of what is kept. */
  stretch(): Stretch {
    const { sampleRateHz } = this
    const y = new Int16Array(this.#length)
    eachRun(this.#end - this.#length, this.#end, this.#samples.length, (at, count, done) => {
      y.set(this.#samples.subarray(at, at + count), done)
    })
    return { y, sampleRateHz, startMs: this.#endMs - (1_000 * y.length) / sampleRateHz }
  }
}
