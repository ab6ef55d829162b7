import { ParameterError } from '../errors.ts'
import { Cepstrum } from './cepstrum.ts'
import { LogMelColumns, type LogMelParams } from './log-mel.ts'

export interface MfccParams extends LogMelParams {
  readonly nMfcc: number
  /** Log-mel is clipped this far below the maximum of the whole clip. @unit dB */
  readonly topDb: number
}

/** Coefficients of a clip, row-major `[nMfcc, nFrames]`. */
export interface Mfcc {
  readonly data: Float32Array
  readonly nFrames: number
}

/**
 * Mel-frequency cepstral coefficients, number for number those of
 * `librosa.feature.mfcc`: centred frames, periodic Hann, power spectrum, Slaney
 * mel bands, `10 log10(max(1e-10, S))`, clipped `topDb` below the clip's maximum,
 * orthonormal DCT-II.
 *
 * Make one for a set of parameters and use it again: tables and scratch memory are its own.
 */
export class MfccExtractor {
  readonly columns: LogMelColumns
  readonly cepstrum: Cepstrum
  readonly #topDb: number
  #logMel = new Float64Array(0)

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: MfccParams) {
    if (!(params.topDb > 0)) throw new ParameterError(`topDb must be above 0, got ${params.topDb}`)
    this.columns = new LogMelColumns(params)
    this.cepstrum = new Cepstrum(params)
    this.#topDb = params.topDb
  }

  /**
   * @param y - Clip at the parameters' rate, shape `[n]`, all finite.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
   */
  extract(y: Float32Array): Mfcc {
    const { columns, cepstrum } = this
    const nFrames = columns.grid.count(y.length)
    const size = nFrames * columns.nMels
    if (this.#logMel.length < size) this.#logMel = new Float64Array(size)
    const floorDb = columns.writeAll(y, this.#logMel) - this.#topDb
    const data = new Float32Array(cepstrum.nMfcc * nFrames)
    for (let t = 0; t < nFrames; t += 1) {
      cepstrum.write(this.#logMel, t * columns.nMels, floorDb, data, t, nFrames)
    }
    return { data, nFrames }
  }
}

/** {@link MfccExtractor.extract} for a single clip. */
export function mfcc(y: Float32Array, params: MfccParams): Mfcc {
  return new MfccExtractor(params).extract(y)
}
