import type { BandFrames } from './band-steps.ts'
import { Cepstrum } from './cepstrum.ts'
import type { MfccParams } from './mfcc.ts'
import { highest, type MfccSteps } from './mfcc-steps.ts'
import { PlainLogMelSteps } from './plain-log-mel-steps.ts'

/** The steps of the MFCC in double precision; only columns that are kept are rounded to single. */
export class PlainMfccSteps extends PlainLogMelSteps implements MfccSteps {
  readonly nMfcc: number
  readonly #topDb: number
  readonly #cepstrum: Cepstrum
  readonly #kept: Float64Array

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: MfccParams) {
    super(params)
    this.#cepstrum = new Cepstrum(params)
    this.nMfcc = params.nMfcc
    this.#topDb = params.topDb
    this.#kept = new Float64Array(params.nMels)
  }

  cepstra({ columns, maxima }: BandFrames, nFrames: number): Float32Array {
    const floorDb = highest(maxima, nFrames) - this.#topDb
    const out = new Float32Array(this.nMfcc * nFrames)
    for (let t = 0; t < nFrames; t += 1) {
      this.#kept.set(columns.subarray(t * this.nBands, (t + 1) * this.nBands))
      this.#cepstrum.write(this.#kept, 0, floorDb, out, t, nFrames)
    }
    return out
  }
}
