import { ParameterError } from '../errors.ts'

/** From log-mel columns to mel-frequency cepstral coefficients: clip, then DCT. */
export class Cepstrum {
  readonly nMels: number
  readonly nMfcc: number
  /** DCT-II basis, shape `[nMfcc, nMels]`. */
  readonly #basis: Float64Array
  readonly #clipped: Float64Array

  /** @throws {@link ParameterError} when `1 <= nMfcc <= nMels` does not hold. */
  constructor({ nMels, nMfcc }: { readonly nMels: number; readonly nMfcc: number }) {
    if (!Number.isInteger(nMfcc) || nMfcc < 1 || nMfcc > nMels) {
      throw new ParameterError(`nMfcc must be 1 to nMels (${nMels}), got ${nMfcc}`)
    }
    this.nMels = nMels
    this.nMfcc = nMfcc
    this.#basis = dctBasis(nMfcc, nMels)
    this.#clipped = new Float64Array(nMels)
  }

  /**
   * One frame's coefficients.
   *
   * @param logMel - Holds the column of `nMels` values in dB from index `at`; is left as it was.
   * @param floorDb - Values below this count as this: the window's maximum less `topDb`.
   * @param out - Row-major `[nMfcc, nFrames]`; column `t` of it is written.
   */
  write(logMel: Float64Array, at: number, floorDb: number, out: Float32Array, t: number, nFrames: number): void {
    const { nMels, nMfcc } = this
    const clipped = this.#clipped
    const basis = this.#basis
    for (let m = 0; m < nMels; m += 1) clipped[m] = Math.max(floorDb, logMel[at + m] as number)
    for (let c = 0; c < nMfcc; c += 1) {
      const row = c * nMels
      let sum = 0
      for (let m = 0; m < nMels; m += 1) sum += (basis[row + m] as number) * (clipped[m] as number)
      out[c * nFrames + t] = sum
    }
  }
}

/**
 * The first rows of the orthonormal DCT-II.
 *
 * @returns Row-major, shape `[rows, n]`; its rows are orthogonal and of length 1.
 * @see scipy `fft.dct(type=2, norm='ortho')`.
 */
export function dctBasis(rows: number, n: number): Float64Array {
  return Float64Array.from({ length: rows * n }, (_, i) => {
    const k = Math.floor(i / n)
    const m = i % n
    return Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * (2 * m + 1)) / (2 * n))
  })
}
