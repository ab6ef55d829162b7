import { Cepstrum } from './cepstrum.ts'
import type { Mfcc, MfccParams } from './mfcc.ts'
import type { MfccSteps } from './mfcc-steps.ts'
import { PlainLogMelSteps } from './plain-log-mel-steps.ts'

/** The steps of the MFCC in double precision; only columns that are kept are rounded to single. */
export class PlainMfccSteps extends PlainLogMelSteps implements MfccSteps {
  readonly nMfcc: number
  readonly topDb: number
  readonly #cepstrum: Cepstrum
  readonly #kept: Float64Array

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: MfccParams) {
    super(params)
    this.#cepstrum = new Cepstrum(params)
    this.nMfcc = params.nMfcc
    this.topDb = params.topDb
    this.#kept = new Float64Array(params.nMels)
  }

  writeCepstra(columns: Float32Array, from: number, count: number, floorDb: number, out: Mfcc, at: number): void {
    for (let t = 0; t < count; t += 1) {
      this.#kept.set(columns.subarray((from + t) * this.nBands, (from + t + 1) * this.nBands))
      this.#cepstrum.write(this.#kept, 0, floorDb, out.data, at + t, out.nFrames)
    }
  }
}
