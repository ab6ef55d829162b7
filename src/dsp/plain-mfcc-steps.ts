import { Cepstrum } from './cepstrum.ts'
import type { FrameGrid } from './frame-grid.ts'
import { LogMelColumns } from './log-mel.ts'
import type { MfccParams } from './mfcc.ts'
import { highest, type LogMelFrames, type MfccSteps } from './mfcc-steps.ts'

/** The steps of the MFCC in double precision; only columns that are kept are rounded to single. */
export class PlainMfccSteps implements MfccSteps {
  readonly grid: FrameGrid
  readonly nMels: number
  readonly nMfcc: number
  readonly #topDb: number
  readonly #columns: LogMelColumns
  readonly #cepstrum: Cepstrum
  readonly #column: Float64Array

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: MfccParams) {
    this.#columns = new LogMelColumns(params)
    this.#cepstrum = new Cepstrum(params)
    this.grid = this.#columns.grid
    this.nMels = params.nMels
    this.nMfcc = params.nMfcc
    this.#topDb = params.topDb
    this.#column = new Float64Array(params.nMels)
  }

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: LogMelFrames, at: number): void {
    for (let t = 0; t < count; t += 1) {
      maxima[at + t] = this.#columns.write(y, start + t * this.grid.hopLength, this.#column, 0)
      columns.set(this.#column, (at + t) * this.nMels)
    }
  }

  cepstra({ columns, maxima }: LogMelFrames, nFrames: number): Float32Array {
    const floorDb = highest(maxima, nFrames) - this.#topDb
    const out = new Float32Array(this.nMfcc * nFrames)
    for (let t = 0; t < nFrames; t += 1) {
      this.#column.set(columns.subarray(t * this.nMels, (t + 1) * this.nMels))
      this.#cepstrum.write(this.#column, 0, floorDb, out, t, nFrames)
    }
    return out
  }
}
