import { AudioError, ParameterError } from '../errors.ts'
import { createBandPowers, octaveCount, octaves, singleBins } from './band-powers.ts'
import { type BandFrames, type BandSteps, bandsOf } from './band-steps.ts'
import { hann } from './hann.ts'
import { kernelModule } from './kernel/kernel-module.ts'
import { medianOf } from './median.ts'

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
  /** From sound to the power of each octave, frame by frame: what {@link fromPowers} takes. */
  readonly powers: BandSteps
  readonly #params: ModulationParams
  /** From an envelope to the squared magnitudes of its segments, in the bins of all groups. */
  readonly #segments: BandSteps
  /** First bin of each group, and, one past the last, where they end. */
  readonly #firstBins: readonly number[]
  /** From a squared magnitude to a one-sided density. @unit 1/Hz */
  readonly #densityScale: number

  /**
   * @param kernel - Computes the powers in WebAssembly; null computes them in plain double precision.
   * @throws {@link ParameterError} when a parameter is out of its range.
   */
  constructor(params: ModulationParams, kernel = kernelModule()) {
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
    this.powers = createBandPowers({ nFft, hopLength }, octaves(nFft), kernel)
    this.nOctaves = octaveCount(nFft)
    this.groups = groups
    this.minimumSamples = (segmentLength - 1) * hopLength + nFft
    this.#firstBins = Array.from({ length: groups + 1 }, (_, g) =>
      Math.ceil(((rateMinHz + g * groupHz) * segmentLength) / envelopeHz - 1e-9),
    )
    const [first = 0] = this.#firstBins
    const bins = singleBins(first, this.#firstBins.at(-1) ?? first)
    this.#segments = createBandPowers({ nFft: segmentLength, hopLength: segmentLength / 2 }, bins, kernel)
    this.#densityScale = 2 / (envelopeHz * hann(segmentLength).reduce((sum, w) => sum + w * w, 0))
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
    const powers = bandsOf(this.powers, y)
    return this.fromPowers(powers, powers.nFrames)
  }

  /**
   * {@link extract} of sound whose octaves' powers are known.
   *
   * @param powers - The first `nFrames` columns of {@link powers}, at least `segmentLength`; are left as they were.
   */
  fromPowers({ columns }: Pick<BandFrames, 'columns'>, nFrames: number): Float64Array {
    const { nOctaves, groups } = this
    const out = new Float64Array(nOctaves * groups)
    const powers = new Float64Array(nFrames)
    const envelope = new Float32Array(nFrames)
    for (let octave = 0; octave < nOctaves; octave += 1) {
      for (let t = 0; t < nFrames; t += 1) powers[t] = columns[t * nOctaves + octave] as number
      toEnvelope(powers, envelope)
      this.#writeGroups(this.#densities(envelope), out.subarray(octave * groups))
    }
    return out
  }

  /** Medians over half overlapping segments, of the bins of all groups. */
  #densities(envelope: Float32Array): Float64Array {
    const { columns, nFrames } = bandsOf(this.#segments, envelope)
    const { nBands } = this.#segments
    const column = new Float64Array(nFrames)
    const densities = new Float64Array(nBands)
    for (let bin = 0; bin < nBands; bin += 1) {
      for (let s = 0; s < nFrames; s += 1) column[s] = columns[s * nBands + bin] as number
      densities[bin] = this.#densityScale * medianOf(column)
    }
    return densities
  }

  #writeGroups(densities: Float64Array, out: Float64Array): void {
    const first = this.#firstBins[0] as number
    for (let g = 0; g < this.groups; g += 1) {
      const end = (this.#firstBins[g + 1] as number) - first
      let largest = LEAST_DENSITY
      for (let bin = (this.#firstBins[g] as number) - first; bin < end; bin += 1) {
        largest = Math.max(largest, densities[bin] as number)
      }
      out[g] = 10 * Math.log10(largest)
    }
  }
}

/** Logarithm of the power about its mean. `powers` are used up. */
function toEnvelope(powers: Float64Array, envelope: Float32Array): void {
  const n = powers.length
  let total = 0
  for (let t = 0; t < n; t += 1) total += powers[t] as number
  const floor = (LEAST_SHARE * total) / n + LEAST_POWER
  let levels = 0
  for (let t = 0; t < n; t += 1) {
    const level = Math.log((powers[t] as number) + floor)
    powers[t] = level
    levels += level
  }
  const mean = levels / n
  for (let t = 0; t < n; t += 1) envelope[t] = (powers[t] as number) - mean
}
