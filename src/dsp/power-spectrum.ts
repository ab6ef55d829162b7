import { ParameterError } from '../errors.ts'
import { ComplexFft } from './fft.ts'

/**
 * Power spectrum of real frames: a real FFT done as a complex one of half the
 * size, even samples as real and odd samples as imaginary parts.
 */
export class PowerSpectrum {
  /** Frame length. @unit samples */
  readonly nFft: number
  /** `1 + nFft / 2` */
  readonly nBins: number
  readonly #fft: ComplexFft
  /** `e^(-2πik / nFft)` for `k = 0 .. nFft / 4`, as pairs. */
  readonly #turns: Float64Array

  /**
   * @param nFft - A power of two, at least 4.
   * @throws {@link ParameterError} when it is not.
   */
  constructor(nFft: number) {
    if (!Number.isInteger(Math.log2(nFft)) || nFft < 4) {
      throw new ParameterError(`nFft must be a power of two and at least 4, got ${nFft}`)
    }
    this.nFft = nFft
    this.nBins = 1 + nFft / 2
    this.#fft = new ComplexFft(nFft / 2)
    this.#turns = new Float64Array(2 + nFft / 2)
    for (let k = 0; k <= nFft / 4; k += 1) {
      this.#turns[2 * k] = Math.cos((2 * Math.PI * k) / nFft)
      this.#turns[2 * k + 1] = -Math.sin((2 * Math.PI * k) / nFft)
    }
  }

  /**
   * `|X[k]|²`, not scaled.
   *
   * @param frame - Real samples, shape `[nFft]`; is left as it was.
   * @param out - Receives shape `[nBins]`, bin `k` at `k / nFft` of the sampling rate.
   */
  compute(frame: Float64Array, out: Float64Array): void {
    const z = this.#fft.forward(frame)
    const turns = this.#turns
    const half = this.nFft / 2
    const z0r = z[0] as number
    const z0i = z[1] as number
    out[0] = (z0r + z0i) ** 2
    out[half] = (z0r - z0i) ** 2
    for (let k = 1; k <= half / 2; k += 1) {
      const mirror = 2 * (half - k)
      const zr = z[2 * k] as number
      const zi = z[2 * k + 1] as number
      const mr = z[mirror] as number
      const mi = z[mirror + 1] as number
      const evenR = (zr + mr) / 2
      const evenI = (zi - mi) / 2
      const oddR = (zi + mi) / 2
      const oddI = (mr - zr) / 2
      const wr = turns[2 * k] as number
      const wi = turns[2 * k + 1] as number
      const turnedR = oddR * wr - oddI * wi
      const turnedI = oddR * wi + oddI * wr
      out[k] = (evenR + turnedR) ** 2 + (evenI + turnedI) ** 2
      out[half - k] = (evenR - turnedR) ** 2 + (evenI - turnedI) ** 2
    }
  }
}
