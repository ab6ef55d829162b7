import { AudioError, ParameterError } from '../errors.ts'
import { framesWithin } from './band-steps.ts'
import { hann } from './hann.ts'
import { kernelModule } from './kernel/kernel-module.ts'
import { areLinesForKernel, LineKernel } from './kernel/line-kernel.ts'
import { PowerSpectrum } from './power-spectrum.ts'
import { type FrameSpectrum, sumOfFrames } from './sum-track.ts'

export interface LineSpectrumParams {
  /** @unit Hz */
  readonly sampleRateHz: number
  /** FFT size = frame length; a power of two. @unit samples */
  readonly nFft: number
  /** @unit samples */
  readonly hopLength: number
  /** Lowest line that is looked at. @unit Hz */
  readonly fMinHz: number
  /** Highest, at most half the sampling rate. @unit Hz */
  readonly fMaxHz: number
  readonly bandsPerOctave: number
}

/** -120 dB: keeps the logarithm of digital silence finite. */
const LEAST_POWER = 1e-12

/**
 * The strongest line of each narrow band: hum and the orders of a shaft, which long frames lift out of the noise
 * that hides them in a mel spectrum.
 *
 * Scratch memory belongs to the instance: one call at a time.
 */
export class LineSpectrum implements FrameSpectrum {
  /** Bands; at low frequencies fewer than `bandsPerOctave` have a bin of their own. */
  readonly nBands: number
  /** Bins that have a band. */
  readonly nBins: number
  readonly nFft: number
  readonly hopLength: number
  readonly #spectrum: LowestBins
  /** First bin of each band and, one past the last, where they end. */
  readonly #edges: readonly number[]

  /**
   * @param kernel - Computes in WebAssembly; null computes in plain double precision.
   * @throws {@link ParameterError} when a parameter is out of its range.
   */
  constructor(
    { sampleRateHz, nFft, hopLength, fMinHz, fMaxHz, bandsPerOctave }: LineSpectrumParams,
    kernel = kernelModule(),
  ) {
    for (const [name, value] of Object.entries({ hopLength, bandsPerOctave })) {
      if (!Number.isInteger(value) || value < 1) throw new ParameterError(`${name} must be a positive integer`)
    }
    const binHz = sampleRateHz / nFft
    if (!(fMinHz >= binHz && fMinHz < fMaxHz && fMaxHz <= sampleRateHz / 2)) {
      throw new ParameterError(`lines cannot span ${fMinHz} to ${fMaxHz} Hz with bins of ${binHz} Hz`)
    }
    const bands = Math.floor(bandsPerOctave * Math.log2(fMaxHz / fMinHz) + 1e-9)
    const bins = Array.from({ length: bands + 1 }, (_, i) => Math.round((fMinHz * 2 ** (i / bandsPerOctave)) / binHz))
    this.#edges = [...new Set(bins)]
    this.nFft = nFft
    this.hopLength = hopLength
    this.nBands = this.#edges.length - 1
    if (this.nBands < 1) throw new ParameterError('there is no band between fMinHz and fMaxHz')
    const [first = 0] = this.#edges
    const end = this.#edges[this.nBands] ?? first
    this.nBins = end - first
    this.#spectrum =
      kernel !== null && areLinesForKernel(nFft, end)
        ? new LineKernel(kernel, nFft, first, end)
        : new PlainBins(nFft, first, end)
  }

  /**
   * @param y - Mono signal, shape `[n]`.
   * @returns Shape `[nBands]`, in dB, less their mean: a gain leaves them as they are.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` for less than a frame.
   */
  extract(y: Float32Array): Float64Array {
    this.assertLength(y.length)
    return this.fromTotal(sumOfFrames(this, y), framesWithin(this, y.length))
  }

  /** @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` for less than a frame. */
  assertLength(samples: number): void {
    if (samples >= this.nFft) return
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_SHORT',
      `${samples} samples are too few for lines: send at least ${this.nFft}`,
      { context: { samples, minimumSamples: this.nFft } },
    )
  }

  powers(y: Float32Array, start: number): Float64Array {
    return this.#spectrum.powers(y, start)
  }

  /**
   * {@link extract} of sound whose powers are known.
   *
   * @param total - Sum of the {@link powers} of its frames, by {@link sumOfFrames}.
   */
  fromTotal(total: Float64Array, nFrames: number): Float64Array {
    const out = new Float64Array(this.nBands)
    const first = this.#edges[0] as number
    let mean = 0
    for (let band = 0; band < this.nBands; band += 1) {
      let strongest = 0
      const end = (this.#edges[band + 1] as number) - first
      for (let bin = (this.#edges[band] as number) - first; bin < end; bin += 1) {
        strongest = Math.max(strongest, total[bin] as number)
      }
      const level = 10 * Math.log10(strongest / nFrames + LEAST_POWER)
      out[band] = level
      mean += level / this.nBands
    }
    return out.map((level) => level - mean)
  }
}

type LowestBins = Pick<FrameSpectrum, 'powers'>

/** Bins of a tapered frame in double precision. */
class PlainBins implements LowestBins {
  readonly #spectrum: PowerSpectrum
  readonly #taper: Float64Array
  readonly #frame: Float64Array
  readonly #power: Float64Array
  /** Of all bins, those that are looked at. */
  readonly #bins: Float64Array

  constructor(nFft: number, first: number, end: number) {
    this.#spectrum = new PowerSpectrum(nFft)
    this.#taper = hann(nFft)
    this.#frame = new Float64Array(nFft)
    this.#power = new Float64Array(this.#spectrum.nBins)
    this.#bins = this.#power.subarray(first, end)
  }

  powers(y: Float32Array, start: number): Float64Array {
    const frame = this.#frame
    for (let i = 0; i < frame.length; i += 1) frame[i] = (y[start + i] as number) * (this.#taper[i] as number)
    this.#spectrum.compute(frame, this.#power)
    return this.#bins
  }
}
