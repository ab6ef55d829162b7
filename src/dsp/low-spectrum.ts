import { ParameterError } from '../errors.ts'
import { hann } from './hann.ts'
import { PowerSpectrum } from './power-spectrum.ts'
import type { FrameSpectrum } from './sum-track.ts'

export interface LowSpectrumParams {
  /** @unit Hz */
  readonly sampleRateHz: number
  /** Samples that become one before the transform. */
  readonly decimation: number
  /** FFT size; a power of two. @unit decimated samples */
  readonly fftSize: number
  /** @unit samples */
  readonly hopLength: number
}

/**
 * Power spectra of what is low in a sound, in fine bins: hum, and the orders of a shaft.
 *
 * Scratch memory belongs to the instance: one call at a time.
 */
export class LowSpectrum implements FrameSpectrum {
  readonly nFft: number
  readonly hopLength: number
  readonly nBins: number
  readonly binHz: number
  readonly #decimation: number
  readonly #spectrum: PowerSpectrum
  readonly #taper: Float64Array
  readonly #weights: Float64Array
  readonly #frame: Float64Array
  readonly #power: Float64Array

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor({ sampleRateHz, decimation, fftSize, hopLength }: LowSpectrumParams) {
    for (const [name, value] of Object.entries({ decimation, hopLength })) {
      if (!Number.isInteger(value) || value < 1) throw new ParameterError(`${name} must be a positive integer`)
    }
    this.#decimation = decimation
    this.#spectrum = new PowerSpectrum(fftSize)
    this.#taper = hann(fftSize)
    this.#weights = triangle(decimation)
    this.#frame = new Float64Array(fftSize)
    this.nFft = (fftSize - 1) * decimation + this.#weights.length
    this.hopLength = hopLength
    this.nBins = this.#spectrum.nBins
    this.binHz = sampleRateHz / decimation / fftSize
    this.#power = new Float64Array(this.nBins)
  }

  powers(y: Float32Array, start: number): Float64Array {
    const weights = this.#weights
    for (let i = 0; i < this.#frame.length; i += 1) {
      const from = start + i * this.#decimation
      let sum = 0
      for (let k = 0; k < weights.length; k += 1) sum += (weights[k] as number) * (y[from + k] as number)
      this.#frame[i] = sum * (this.#taper[i] as number)
    }
    this.#spectrum.compute(this.#frame, this.#power)
    return this.#power
  }
}

/** Weights of a mean over twice `length` samples, which lets little through of what would be folded onto low bins. */
function triangle(length: number): Float64Array {
  return Float64Array.from({ length: 2 * length - 1 }, (_, i) => (length - Math.abs(i - length + 1)) / length ** 2)
}
