import type { Peak } from './machine.ts'

/** Filters reach no higher than this share of the sampling rate: beyond, the bilinear transform folds them. */
const HIGHEST_SHARE = 0.45

/**
 * A second-order recursive filter with state (transposed direct form II).
 *
 * @see R. Bristow-Johnson, *Cookbook formulae for audio EQ biquad filter coefficients*.
 */
export class Biquad {
  readonly #b0: number
  readonly #b1: number
  readonly #b2: number
  readonly #a1: number
  readonly #a2: number
  #z1 = 0
  #z2 = 0

  private constructor(b: readonly [number, number, number], a: readonly [number, number, number]) {
    this.#b0 = b[0] / a[0]
    this.#b1 = b[1] / a[0]
    this.#b2 = b[2] / a[0]
    this.#a1 = a[1] / a[0]
    this.#a2 = a[2] / a[0]
  }

  static peak({ centreHz, q, gainDb }: Peak, sampleRateHz: number): Biquad {
    const { cos, alpha } = angle(centreHz, q, sampleRateHz)
    const gain = 10 ** (gainDb / 40)
    return new Biquad([1 + alpha * gain, -2 * cos, 1 - alpha * gain], [1 + alpha / gain, -2 * cos, 1 - alpha / gain])
  }

  /** Second-order Butterworth high-pass. */
  static highPass(cutoffHz: number, sampleRateHz: number): Biquad {
    const { cos, alpha } = angle(cutoffHz, Math.SQRT1_2, sampleRateHz)
    return new Biquad([(1 + cos) / 2, -1 - cos, (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha])
  }

  /** Second-order Butterworth low-pass. */
  static lowPass(cutoffHz: number, sampleRateHz: number): Biquad {
    const { cos, alpha } = angle(cutoffHz, Math.SQRT1_2, sampleRateHz)
    return new Biquad([(1 - cos) / 2, 1 - cos, (1 - cos) / 2], [1 + alpha, -2 * cos, 1 - alpha])
  }

  /** Filter the next samples, in place. */
  process(y: Float64Array): void {
    const b0 = this.#b0
    const b1 = this.#b1
    const b2 = this.#b2
    const a1 = this.#a1
    const a2 = this.#a2
    let z1 = this.#z1
    let z2 = this.#z2
    for (let i = 0; i < y.length; i += 1) {
      const x = y[i] as number
      const out = b0 * x + z1
      z1 = b1 * x - a1 * out + z2
      z2 = b2 * x - a2 * out
      y[i] = out
    }
    this.#z1 = z1
    this.#z2 = z2
  }
}

function angle(hz: number, q: number, sampleRateHz: number): { cos: number; alpha: number } {
  const omega = 2 * Math.PI * Math.min(hz / sampleRateHz, HIGHEST_SHARE)
  return { cos: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) }
}
