import { AudioError, ParameterError } from '../errors.ts'
import { hann } from './hann.ts'
import { PowerSpectrum } from './power-spectrum.ts'

export interface ModulationParams {
  /** @unit Hz */
  readonly sampleRateHz: number
  /** Frames of the envelopes; a power of two. @unit samples */
  readonly nFft: number
  /** From one sample of the envelopes to the next. @unit samples */
  readonly hopLength: number
  /** Of Welch's method; a power of two. @unit envelope samples */
  readonly segmentLength: number
  /** Slowest modulation that is looked at. @unit Hz */
  readonly rateMinHz: number
  /** Fastest, at most half the rate of the envelopes. @unit Hz */
  readonly rateMaxHz: number
  /** Groups of modulation rates, evenly wide, each wider than a bin. */
  readonly groups: number
}

/** From, and up to. @unit Hz */
export interface RangeHz {
  readonly fromHz: number
  readonly toHz: number
}

/** What an octave's power never falls below, against its mean: -30 dB. Gaps in a recording would drown all else. */
const LEAST_SHARE = 1e-3
/** Keeps the logarithm of digital silence finite. */
const LEAST_POWER = 1e-12
/** Densities below this count as this: -90 dB. */
const LEAST_DENSITY = 1e-9

/**
 * How the loudness of each octave beats: what an unbalanced shaft, a stalled flow or a damaged bearing does
 * to a machine's noise, at rates that log-mel frames cannot follow.
 *
 * The octaves reach down from half the sampling rate to one bin of the short transform. Of each one the
 * logarithm of the power over time is the envelope: gain and colouring of a microphone only shift it. Its power
 * spectral density is estimated by Welch's method with the median over segments instead of the mean, so that a
 * single clank does not count, and of each group of rates the largest density is kept, in dB.
 *
 * Scratch memory belongs to the instance: one call at a time.
 *
 * @see P. D. Welch, *The use of fast Fourier transform for the estimation of power spectra*, IEEE Trans. Audio
 *   Electroacoust. 15, 1967; with medians: B. Allen et al., *FINDCHIRP*, Phys. Rev. D 85, 122006, 2012.
 */
export class EnvelopeModulation {
  /** `log2(nFft) - 1` */
  readonly nOctaves: number
  readonly groups: number
  /** Fewest samples that {@link extract} takes. */
  readonly minimumSamples: number
  readonly #params: ModulationParams
  readonly #frames: PowerSpectrum
  readonly #frameTaper: Float64Array
  readonly #segments: PowerSpectrum
  readonly #segmentTaper: Float64Array
  /** First bin of each group, and, one past the last, where they end. */
  readonly #firstBins: readonly number[]
  /** From a squared magnitude to a one-sided density. @unit 1/Hz */
  readonly #densityScale: number

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: ModulationParams) {
    const { sampleRateHz, nFft, hopLength, segmentLength, rateMinHz, rateMaxHz, groups } = params
    if (!Number.isInteger(hopLength) || hopLength < 1) {
      throw new ParameterError(`hopLength must be a positive integer, got ${hopLength}`)
    }
    const envelopeHz = sampleRateHz / hopLength
    if (!(rateMinHz > 0 && rateMinHz < rateMaxHz && rateMaxHz <= envelopeHz / 2)) {
      throw new ParameterError(
        `modulation rates cannot span ${rateMinHz} to ${rateMaxHz} Hz: envelopes have ${envelopeHz} samples a second`,
      )
    }
    const groupHz = (rateMaxHz - rateMinHz) / groups
    if (!Number.isInteger(groups) || groups < 1 || groupHz < envelopeHz / segmentLength) {
      throw new ParameterError(`${groups} groups of rates are too many, or none, for segments of ${segmentLength}`)
    }
    this.#params = params
    this.#frames = new PowerSpectrum(nFft)
    this.#frameTaper = hann(nFft)
    this.#segments = new PowerSpectrum(segmentLength)
    this.#segmentTaper = hann(segmentLength)
    this.nOctaves = Math.log2(nFft) - 1
    this.groups = groups
    this.minimumSamples = (segmentLength - 1) * hopLength + nFft
    this.#firstBins = Array.from({ length: groups + 1 }, (_, g) =>
      Math.ceil(((rateMinHz + g * groupHz) * segmentLength) / envelopeHz - 1e-9),
    )
    this.#densityScale = 2 / (envelopeHz * this.#segmentTaper.reduce((sum, w) => sum + w * w, 0))
  }

  /** The octave's frequencies: octave 0 is the lowest. */
  octave(index: number): RangeHz {
    const binHz = this.#params.sampleRateHz / this.#params.nFft
    return { fromHz: binHz * 2 ** index, toHz: binHz * 2 ** (index + 1) }
  }

  /** The group's modulation rates: group 0 is the slowest. */
  rates(group: number): RangeHz {
    const { rateMinHz, rateMaxHz } = this.#params
    const groupHz = (rateMaxHz - rateMinHz) / this.groups
    return { fromHz: rateMinHz + group * groupHz, toHz: rateMinHz + (group + 1) * groupHz }
  }

  /**
   * @param y - Mono signal, shape `[n]`.
   * @returns Row-major `[nOctaves, groups]`, in dB, `>= -90`; NaN where samples are not finite.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` for fewer than {@link minimumSamples}.
   */
  extract(y: Float32Array): Float64Array {
    if (y.length < this.minimumSamples) {
      throw new AudioError(
        'EARSHOT_AUDIO_TOO_SHORT',
        `${y.length} samples are too few for modulation: send at least ${this.minimumSamples}`,
        { context: { samples: y.length, minimumSamples: this.minimumSamples } },
      )
    }
    const out = new Float64Array(this.nOctaves * this.groups)
    for (const [octave, powers] of this.#octavePowers(y).entries()) {
      this.#writeGroups(this.#density(toEnvelope(powers)), out.subarray(octave * this.groups))
    }
    return out
  }

  /** Power of each octave over time: `nOctaves` rows. The highest octave holds the last bin, too. */
  #octavePowers(y: Float32Array): Float64Array[] {
    const { nFft, hopLength } = this.#params
    const nFrames = 1 + Math.floor((y.length - nFft) / hopLength)
    const rows = Array.from({ length: this.nOctaves }, () => new Float64Array(nFrames))
    const frame = new Float64Array(nFft)
    const power = new Float64Array(this.#frames.nBins)
    for (let t = 0; t < nFrames; t += 1) {
      const start = t * hopLength
      for (let i = 0; i < nFft; i += 1) frame[i] = (y[start + i] as number) * (this.#frameTaper[i] as number)
      this.#frames.compute(frame, power)
      let bin = 1
      for (const [octave, row] of rows.entries()) {
        const end = octave === this.nOctaves - 1 ? power.length : 2 * bin
        let sum = 0
        for (; bin < end; bin += 1) sum += power[bin] as number
        row[t] = sum
      }
    }
    return rows
  }

  /** Median over half overlapping segments; bins from the first group's first to the last group's end. */
  #density(envelope: Float64Array): Float64Array {
    const length = this.#segmentTaper.length
    const segment = new Float64Array(length)
    const spectra: Float64Array[] = []
    for (let start = 0; start + length <= envelope.length; start += length / 2) {
      for (let i = 0; i < length; i += 1) {
        segment[i] = (envelope[start + i] as number) * (this.#segmentTaper[i] as number)
      }
      const spectrum = new Float64Array(this.#segments.nBins)
      this.#segments.compute(segment, spectrum)
      spectra.push(spectrum)
    }
    const column = new Float64Array(spectra.length)
    const density = new Float64Array(this.#segments.nBins)
    const end = this.#firstBins.at(-1) as number
    for (let bin = this.#firstBins[0] as number; bin < end; bin += 1) {
      for (const [s, spectrum] of spectra.entries()) column[s] = spectrum[bin] as number
      density[bin] = this.#densityScale * median(column)
    }
    return density
  }

  #writeGroups(density: Float64Array, out: Float64Array): void {
    for (let g = 0; g < this.groups; g += 1) {
      const group = density.subarray(this.#firstBins[g], this.#firstBins[g + 1])
      out[g] = 10 * Math.log10(Math.max(LEAST_DENSITY, ...group))
    }
  }
}

/** Logarithm of the power about its mean; in place. */
function toEnvelope(powers: Float64Array): Float64Array {
  const floor = (LEAST_SHARE * powers.reduce((sum, p) => sum + p, 0)) / powers.length + LEAST_POWER
  let mean = 0
  for (let t = 0; t < powers.length; t += 1) {
    const level = Math.log((powers[t] as number) + floor)
    powers[t] = level
    mean += level / powers.length
  }
  for (let t = 0; t < powers.length; t += 1) powers[t] = (powers[t] as number) - mean
  return powers
}

/** Sorts `values`. */
function median(values: Float64Array): number {
  values.sort()
  const middle = values.length / 2
  return ((values[Math.ceil(middle) - 1] as number) + (values[Math.floor(middle)] as number)) / 2
}
