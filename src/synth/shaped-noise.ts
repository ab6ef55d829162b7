import { ComplexFft } from '../dsp/fft.ts'
import { BLOCK_LENGTH } from './block.ts'
import type { Random } from './random.ts'

/** Fineness of the spectrum: the transform covers at least this long. @unit s */
const SPAN_SECONDS = 0.3

/** Amplitude against frequency in Hz. */
export type Spectrum = (hz: number) => number

/**
 * Endless stationary Gaussian noise of a given amplitude spectrum.
 *
 * Stretches are drawn in the frequency domain (complex normal bins under the spectrum;
 * real and imaginary part of one transform are two stretches) and overlap by half
 * under a sine, whose squares sum to 1, so the power is constant.
 */
export class ShapedNoise {
  readonly #random: Random
  readonly #fft: ComplexFft
  readonly #bins: Float64Array
  readonly #amplitudes: Float64Array
  readonly #fade: Float64Array
  readonly #half: number
  /** The second stretch of the last transform, until it is used. */
  #spare: Float64Array | null = null
  #fading: Float64Array
  #rising: Float64Array
  #position = 0

  /**
   * @param shape - The noise has RMS 1 under this spectrum.
   * @param gain - Then applied on top, so that a change of spectrum also changes the level.
   */
  constructor(random: Random, sampleRateHz: number, shape: Spectrum, gain: Spectrum = () => 1) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(SPAN_SECONDS * sampleRateHz, 2 * BLOCK_LENGTH)))
    this.#random = random
    this.#fft = new ComplexFft(size)
    this.#bins = new Float64Array(2 * size)
    this.#half = size / 2
    const hz = Array.from({ length: size }, (_, k) => (Math.min(k, size - k) * sampleRateHz) / size)
    const shaped = hz.map((f) => (f === 0 ? 0 : shape(f)))
    const scale = 1 / Math.sqrt(shaped.reduce((sum, a) => sum + a * a, 0))
    this.#amplitudes = Float64Array.from(hz, (f, k) => (shaped[k] as number) * scale * (f === 0 ? 0 : gain(f)))
    this.#fade = Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / size))
    this.#fading = this.#draw()
    this.#rising = this.#draw()
  }

  /** Fill `out` with the next `out.length` samples; the length must divide half the transform's size. */
  fill(out: Float64Array): void {
    if (this.#position === this.#half) {
      this.#fading = this.#rising
      this.#rising = this.#draw()
      this.#position = 0
    }
    const fade = this.#fade
    const half = this.#half
    const fading = this.#fading
    const rising = this.#rising
    for (let i = 0, j = this.#position; i < out.length; i += 1, j += 1) {
      out[i] = (fade[j + half] as number) * (fading[j + half] as number) + (fade[j] as number) * (rising[j] as number)
    }
    this.#position += out.length
  }

  #draw(): Float64Array {
    const spare = this.#spare
    this.#spare = null
    if (spare) return spare

    const random = this.#random
    const { size } = this.#fft
    for (let k = 0; k < size; k += 1) {
      const a = this.#amplitudes[k] as number
      this.#bins[2 * k] = a * random.normal()
      this.#bins[2 * k + 1] = a * random.normal()
    }
    const pairs = this.#fft.forward(this.#bins)
    this.#spare = new Float64Array(size).map((_, i) => pairs[2 * i + 1] as number)
    return new Float64Array(size).map((_, i) => pairs[2 * i] as number)
  }
}
