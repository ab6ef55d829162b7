import { ColumnRing } from './column-ring.ts'
import type { Mfcc } from './mfcc.ts'
import type { MfccSteps } from './mfcc-steps.ts'

/** Of a column that was transformed whole: no value of it lay below the floor. */
const NOT_CLIPPED = Number.NEGATIVE_INFINITY
/** Of a column that was not transformed yet; equals nothing. */
const NEVER = Number.NaN

/**
 * The columns of a stream's newest frames and their coefficients. A column is transformed anew only where the window's
 * floor clips it otherwise than the last time: most windows have their maximum in common with the one before, and
 * most columns lie above the floor as a whole.
 */
export class CepstrumRing {
  readonly #steps: MfccSteps
  readonly #columns: ColumnRing
  /** By the columns' places. */
  readonly #cepstra: Mfcc
  readonly #lowest: Float32Array
  /** The floor at which each was clipped when it was transformed. @unit dB */
  readonly #clippedAt: Float64Array

  constructor(steps: MfccSteps, capacity: number) {
    this.#steps = steps
    this.#columns = new ColumnRing(steps, capacity)
    this.#cepstra = { data: new Float32Array(steps.nMfcc * capacity), nFrames: capacity }
    this.#lowest = new Float32Array(capacity)
    this.#clippedAt = new Float64Array(capacity)
  }

  /** As those of {@link ColumnRing}. */
  get next(): number {
    return this.#columns.next
  }

  restart(next: number): void {
    this.#columns.restart(next)
  }

  compute(y: Float32Array, start: number, count: number): void {
    const first = this.#columns.next
    this.#columns.compute(y, start, count)
    this.#columns.eachRun(first, first + count, (from, block) => {
      for (let t = from; t < from + block; t += 1) {
        this.#lowest[t] = this.#lowestOf(t)
        this.#clippedAt[t] = NEVER
      }
    })
  }

  /** Copy the largest values of frames `first .. end - 1` to `out`, from `at` on. */
  copyMaxima(first: number, end: number, out: Float32Array, at: number): void {
    const { maxima } = this.#columns.frames
    this.#columns.eachRun(first, end, (from, block, done) => out.set(maxima.subarray(from, from + block), at + done))
  }

  /** Coefficients of frames `first .. end - 1`, clipped from below at `floorDb`, to `out`, from its frame `at` on. */
  writeCepstra(first: number, end: number, floorDb: number, out: Mfcc, at: number): void {
    const { data, nFrames } = this.#cepstra
    this.#columns.eachRun(first, end, (from, block, done) => {
      this.#transform(from, from + block, floorDb)
      for (let c = 0; c < this.#steps.nMfcc; c += 1) {
        const row = data.subarray(c * nFrames + from, c * nFrames + from + block)
        out.data.set(row, c * out.nFrames + at + done)
      }
    })
  }

  /** Transform those of the columns `from .. end - 1` that this floor clips otherwise than before. */
  #transform(from: number, end: number, floorDb: number): void {
    for (let t = from; t < end; ) {
      const first = t
      while (t < end && !this.#isCurrent(t, floorDb)) t += 1
      if (t === first) {
        t += 1
        continue
      }
      this.#steps.writeCepstra(this.#columns.frames.columns, first, t - first, floorDb, this.#cepstra, first)
      for (let i = first; i < t; i += 1) this.#clippedAt[i] = this.#isAbove(i, floorDb) ? NOT_CLIPPED : floorDb
    }
  }

  #isCurrent(t: number, floorDb: number): boolean {
    const clippedAt = this.#clippedAt[t]
    return clippedAt === floorDb || (clippedAt === NOT_CLIPPED && this.#isAbove(t, floorDb))
  }

  #isAbove(t: number, floorDb: number): boolean {
    return (this.#lowest[t] as number) >= floorDb
  }

  #lowestOf(t: number): number {
    const { columns } = this.#columns.frames
    const { nBands } = this.#steps
    let lowest = Number.POSITIVE_INFINITY
    for (let i = t * nBands; i < (t + 1) * nBands; i += 1) {
      const value = columns[i] as number
      if (value < lowest) lowest = value
    }
    return lowest
  }
}
