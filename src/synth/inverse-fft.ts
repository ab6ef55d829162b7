import { ParameterError } from '../errors.ts'

/**
 * Inverse discrete Fourier transform of a fixed power-of-two size, unscaled:
 * `x[n] = Σ_k X[k] e^{+2πikn/N}`. Radix 2, in place, double precision.
 */
export class InverseFft {
  readonly size: number
  /** Twiddle factors, stage after stage, so that each is read in order. */
  readonly #cos: Float64Array
  readonly #sin: Float64Array
  readonly #reversed: Uint32Array

  /** @throws {@link ParameterError} when `size` is not a power of two, at least 2. */
  constructor(size: number) {
    if (size < 2 || !Number.isInteger(Math.log2(size))) {
      throw new ParameterError(`an FFT's size must be a power of two, got ${size}`)
    }
    this.size = size
    this.#cos = new Float64Array(size)
    this.#sin = new Float64Array(size)
    for (let half = 1; half < size; half <<= 1) {
      for (let k = 0; k < half; k += 1) {
        this.#cos[half + k] = Math.cos((Math.PI * k) / half)
        this.#sin[half + k] = Math.sin((Math.PI * k) / half)
      }
    }
    this.#reversed = new Uint32Array(size)
    for (let i = 1; i < size; i += 1) {
      this.#reversed[i] = ((this.#reversed[i >> 1] as number) >> 1) | (i & 1 ? size >> 1 : 0)
    }
  }

  /** Transform `re + i·im`, each `[size]`, in place. */
  transform(re: Float64Array, im: Float64Array): void {
    const { size } = this
    this.#permute(re, im)
    const cos = this.#cos
    const sin = this.#sin
    for (let half = 1; half < size; half <<= 1) {
      for (let start = 0; start < size; start += half << 1) {
        for (let k = 0; k < half; k += 1) {
          const c = cos[half + k] as number
          const s = sin[half + k] as number
          const i = start + k
          const j = i + half
          const x = (re[j] as number) * c - (im[j] as number) * s
          const y = (re[j] as number) * s + (im[j] as number) * c
          re[j] = (re[i] as number) - x
          im[j] = (im[i] as number) - y
          re[i] = (re[i] as number) + x
          im[i] = (im[i] as number) + y
        }
      }
    }
  }

  #permute(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.size; i += 1) {
      const j = this.#reversed[i] as number
      if (j <= i) continue
      const x = re[i] as number
      const y = im[i] as number
      re[i] = re[j] as number
      im[i] = im[j] as number
      re[j] = x
      im[j] = y
    }
  }
}
