import { fromInt16, type PastSound } from '../../audio/past-sound.ts'
import { eachRun } from '../../dsp/ring-runs.ts'
import { roundTo16, type SoundAsTaken, toInt16 } from './sound-piece.ts'

/** An unbroken stretch of sound, 16 bits, mono. */
export interface Stretch {
  readonly y: Int16Array
  readonly sampleRateHz: number
  /** When its first sample was recorded. @unit Unix epoch ms */
  readonly startMs: number
}

/**
 * The last seconds of one source, unbroken: a gap begins it anew. Nothing of it is lost: 2 bytes a sample while 16 bits
 * hold it, 4 from the first sample on that they do not.
 */
export class SoundRing {
  readonly sampleRateHz: number
  #samples: Int16Array | Float32Array
  /** Samples so far, and those of them that are of the present stretch. */
  #end = 0
  #stretchLength = 0
  #endMs = 0

  /** @param capacity - At least 1. @unit samples */
  constructor(sampleRateHz: number, capacity: number) {
    this.sampleRateHz = sampleRateHz
    this.#samples = new Int16Array(capacity)
  }

  get capacity(): number {
    return this.#samples.length
  }

  /** When the sample after the last will be recorded. @unit Unix epoch ms */
  get endMs(): number {
    return this.#endMs
  }

  append({ y, startMs, isContinued }: SoundAsTaken): void {
    const kept = y.subarray(Math.max(0, y.length - this.capacity))
    this.#stretchLength = (isContinued ? this.#stretchLength : 0) + y.length
    eachRun(this.#end, this.#end + kept.length, this.capacity, (at, count, done) => {
      this.#write(kept.subarray(done, done + count), at)
    })
    this.#end += kept.length
    this.#endMs = startMs + (1_000 * y.length) / this.sampleRateHz
  }

  /** A copy of the newest samples, `most` at most. */
  stretch(most: number): Stretch {
    const { sampleRateHz } = this
    const newest = this.#newest(most)
    const y = newest instanceof Int16Array ? newest : toInt16(newest)
    return { y, sampleRateHz, startMs: this.#endMs - (1_000 * y.length) / sampleRateHz }
  }

  /** A copy of all that is kept of the stretch, as it was taken. */
  past(): PastSound {
    return { y: this.#newest(this.capacity), sampleRateHz: this.sampleRateHz, end: this.#stretchLength }
  }

  #write(y: Float32Array, at: number): void {
    if (this.#samples instanceof Int16Array) {
      if (roundTo16(y, this.#samples.subarray(at, at + y.length))) return
      this.#samples = fromInt16(this.#samples)
    }
    this.#samples.set(y, at)
  }

  #newest(most: number): PastSound['y'] {
    const length = Math.min(most, this.capacity, this.#stretchLength)
    const y = this.#samples instanceof Int16Array ? new Int16Array(length) : new Float32Array(length)
    eachRun(this.#end - length, this.#end, this.capacity, (at, count, done) => {
      y.set(this.#samples.subarray(at, at + count), done)
    })
    return y
  }
}
