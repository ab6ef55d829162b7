import { ParameterError } from '../errors.ts'
import { hzToMel, melToHz } from './mel-scale.ts'

export interface MelParams {
  /** @unit Hz */
  readonly sampleRateHz: number
  /** FFT size. @unit samples */
  readonly nFft: number
  readonly nMels: number
  /** Lower edge of the lowest band. @unit Hz */
  readonly fMinHz: number
  /** Upper edge of the highest band, at most half the sampling rate. @unit Hz */
  readonly fMaxHz: number
}

/** What a band takes of a spectrum. */
export interface Band {
  readonly firstBin: number
  /** Of the bins from the first on; there may be none. */
  readonly weights: Float64Array
}

/**
 * Triangular filters, evenly spaced on the Slaney mel scale, each of area 1
 * (`2 / width` high). Kept sparse: a bin lies in two bands at most.
 *
 * @see librosa `filters.mel(htk=False, norm='slaney')`.
 */
export class MelFilterBank {
  readonly nMels: number
  /** First spectrum bin of each band. */
  readonly #firstBin: Int32Array
  /** Where the weights of each band begin, and, one past the last, where they end. */
  readonly #offset: Int32Array
  readonly #weights: Float64Array

  /** @throws {@link ParameterError} when there is no band, or `0 <= fMinHz < fMaxHz <= sampleRateHz / 2` does not hold. */
  constructor({ sampleRateHz, nFft, nMels, fMinHz, fMaxHz }: MelParams) {
    if (!Number.isInteger(nMels) || nMels < 1)
      throw new ParameterError(`nMels must be a positive integer, got ${nMels}`)
    if (!(fMinHz >= 0 && fMinHz < fMaxHz && fMaxHz <= sampleRateHz / 2)) {
      throw new ParameterError(`mel bands cannot span ${fMinHz} to ${fMaxHz} Hz at ${sampleRateHz} Hz`)
    }
    this.nMels = nMels
    this.#firstBin = new Int32Array(nMels)
    this.#offset = new Int32Array(nMels + 1)
    const lowest = hzToMel(fMinHz)
    const melStep = (hzToMel(fMaxHz) - lowest) / (nMels + 1)
    const binHz = sampleRateHz / nFft
    const weights: number[] = []
    for (let band = 0; band < nMels; band += 1) {
      const lowHz = melToHz(lowest + band * melStep)
      const centreHz = melToHz(lowest + (band + 1) * melStep)
      const highHz = melToHz(lowest + (band + 2) * melStep)
      const height = 2 / (highHz - lowHz)
      const first = Math.floor(lowHz / binHz) + 1
      this.#firstBin[band] = first
      for (let bin = first; bin * binHz < highHz && bin <= nFft / 2; bin += 1) {
        const hz = bin * binHz
        weights.push(height * Math.min((hz - lowHz) / (centreHz - lowHz), (highHz - hz) / (highHz - centreHz)))
      }
      this.#offset[band + 1] = weights.length
    }
    this.#weights = Float64Array.from(weights)
  }

  /** One band, its weights as a view. */
  band(band: number): Band {
    return {
      firstBin: this.#firstBin[band] as number,
      weights: this.#weights.subarray(this.#offset[band], this.#offset[band + 1]),
    }
  }

  bands(): Band[] {
    return Array.from({ length: this.nMels }, (_, band) => this.band(band))
  }

  /**
   * Weigh one power spectrum.
   *
   * @param power - Shape `[1 + nFft / 2]`.
   * @param out - Receives `nMels` band powers from index `start`; 0 for a band narrower than a bin that meets none.
   */
  apply(power: Float64Array, out: Float64Array, start: number): void {
    const weights = this.#weights
    for (let band = 0; band < this.nMels; band += 1) {
      const end = this.#offset[band + 1] as number
      let w = this.#offset[band] as number
      let bin = this.#firstBin[band] as number
      let sum = 0
      for (; w < end; w += 1, bin += 1) sum += (weights[w] as number) * (power[bin] as number)
      out[start + band] = sum
    }
  }
}
