import { ParameterError } from '../errors.ts'

/**
 * Complex FFT by radix-4 Stockham steps (one radix-2 step where the size is no
 * power of 4): self-sorting, so there is no bit reversal, and each step reads and
 * writes in order. Complex numbers lie as `re, im` pairs in double precision.
 *
 * The instance owns its scratch memory: one at a time, no allocation in a call.
 *
 * @see C. Van Loan, *Computational Frameworks for the Fast Fourier Transform*, SIAM 1992, 1.7 and 2.4.
 */
export class ComplexFft {
  /** Points. */
  readonly size: number
  readonly #twiddles: Float64Array
  readonly #ping: Float64Array
  readonly #pong: Float64Array

  /**
   * @param size - Points, a power of two.
   * @throws {@link ParameterError} when it is not.
   */
  constructor(size: number) {
    if (!Number.isInteger(Math.log2(size)) || size < 1)
      throw new ParameterError(`FFT size must be a power of two, got ${size}`)
    this.size = size
    this.#twiddles = radix4Twiddles(size)
    this.#ping = new Float64Array(2 * size)
    this.#pong = new Float64Array(2 * size)
  }

  /**
   * `X[k] = Σ x[n] e^(-2πi nk / size)`.
   *
   * @param x - Shape `[size]` pairs; is left as it was.
   * @returns Shape `[size]` pairs, valid until the next call.
   */
  forward(x: Float64Array): Float64Array {
    let from = x
    let to = this.#ping
    let twiddle = 0
    let length = this.size
    let stride = 1
    while (length > 1) {
      if (length === 2) radix2Step(from, to, stride)
      else radix4Step(from, to, length / 4, stride, this.#twiddles, twiddle)
      twiddle += (length / 4) * 6
      stride *= 4
      length /= 4
      from = to
      to = from === this.#ping ? this.#pong : this.#ping
    }
    return from
  }
}

/** `w, w², w³` of every butterfly of every radix-4 step, in the order of their use. */
function radix4Twiddles(size: number): Float64Array {
  const twiddles: number[] = []
  for (let length = size; length >= 4; length /= 4) {
    for (let p = 0; p < length / 4; p += 1) {
      for (let power = 1; power <= 3; power += 1) {
        const angle = (-2 * Math.PI * p * power) / length
        twiddles.push(Math.cos(angle), Math.sin(angle))
      }
    }
  }
  return Float64Array.from(twiddles)
}

function radix2Step(x: Float64Array, y: Float64Array, stride: number): void {
  const half = 2 * stride
  for (let i = 0; i < half; i += 1) {
    const a = x[i] as number
    const b = x[i + half] as number
    y[i] = a + b
    y[i + half] = a - b
  }
}

function radix4Step(
  x: Float64Array,
  y: Float64Array,
  quarter: number,
  stride: number,
  twiddles: Float64Array,
  firstTwiddle: number,
): void {
  const apart = 2 * stride * quarter
  const step = 2 * stride
  for (let p = 0; p < quarter; p += 1) {
    const w = firstTwiddle + 6 * p
    const w1r = twiddles[w] as number
    const w1i = twiddles[w + 1] as number
    const w2r = twiddles[w + 2] as number
    const w2i = twiddles[w + 3] as number
    const w3r = twiddles[w + 4] as number
    const w3i = twiddles[w + 5] as number
    const source = step * p
    const target = 4 * step * p
    for (let q = 0; q < step; q += 2) {
      const i = source + q
      const ar = x[i] as number
      const ai = x[i + 1] as number
      const br = x[i + apart] as number
      const bi = x[i + apart + 1] as number
      const cr = x[i + 2 * apart] as number
      const ci = x[i + 2 * apart + 1] as number
      const dr = x[i + 3 * apart] as number
      const di = x[i + 3 * apart + 1] as number

      const sumR = ar + cr
      const sumI = ai + ci
      const differenceR = ar - cr
      const differenceI = ai - ci
      const otherSumR = br + dr
      const otherSumI = bi + di
      // -i (b - d)
      const turnedR = bi - di
      const turnedI = dr - br

      const o = target + q
      y[o] = sumR + otherSumR
      y[o + 1] = sumI + otherSumI
      const y1r = differenceR + turnedR
      const y1i = differenceI + turnedI
      y[o + step] = y1r * w1r - y1i * w1i
      y[o + step + 1] = y1r * w1i + y1i * w1r
      const y2r = sumR - otherSumR
      const y2i = sumI - otherSumI
      y[o + 2 * step] = y2r * w2r - y2i * w2i
      y[o + 2 * step + 1] = y2r * w2i + y2i * w2r
      const y3r = differenceR - turnedR
      const y3i = differenceI - turnedI
      y[o + 3 * step] = y3r * w3r - y3i * w3i
      y[o + 3 * step + 1] = y3r * w3i + y3i * w3r
    }
  }
}
