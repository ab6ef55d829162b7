import { type BandFrames, type BandSteps, bandsOf } from '../../dsp/band-steps.ts'
import { EnvelopeModulation, type RangeHz } from '../../dsp/envelope-modulation.ts'
import { kernelModule } from '../../dsp/kernel/kernel-module.ts'
import { createLogMelSteps } from '../../dsp/log-mel-path.ts'
import { LowSpectrum } from '../../dsp/low-spectrum.ts'
import { MainsHum } from '../../dsp/mains-hum.ts'
import { hzToMel, melToHz } from '../../dsp/mel-scale.ts'
import { sumOfFrames } from '../../dsp/sum-track.ts'
import { AudioError, BundleError, ParameterError } from '../../errors.ts'
import type { NormalSoundSpec } from '../normal-only-manifest.ts'

/** A stretch of sound as a normal-only detector sees it. */
export interface NormalSound {
  /** Log-mel frames less the mean of all of them, row-major `[nFrames, nMels]`: a gain leaves them as they are. @unit dB */
  readonly frames: Float32Array
  readonly nFrames: number
  /** Mean of each mel band over the frames, shape `[nMels]`. @unit dB */
  readonly bandLevels: Float64Array
  /** Envelope modulation, row-major `[nOctaves, groups]`. @unit dB */
  readonly modulation: Float64Array
  /** Where the detector looks at it. */
  readonly low?: LowSound
}

/** What of it is not of each frame, as far as a verdict needs it. */
export interface SoundSummary extends Pick<NormalSound, 'bandLevels' | 'modulation'> {
  readonly low?: Pick<LowSound, 'hum'>
}

/** What is low in a stretch of sound. */
export interface LowSound {
  /** Lines of mains hum above what is around them: see {@link MainsHum.lines}. @unit dB */
  readonly hum: Float64Array
  /** Power of evenly wide bands, 1 on average, shape `[NormalSoundExtractor.low.nBands]`. */
  readonly powers: Float32Array
}

/** What of a stretch of sound depends on single frames alone, and can be computed while it comes. */
export interface SoundFrames {
  /** Log-mel columns, by {@link NormalSoundExtractor.logMel}. */
  readonly levels: CountedFrames
  /** Powers of octaves, by {@link NormalSoundExtractor.octavePowers}. */
  readonly powers: CountedFrames
  /** Sum of the frames of {@link NormalSoundExtractor.low}, where the detector looks at it. */
  readonly lowTotal?: Float64Array
}

interface CountedFrames extends Pick<BandFrames, 'columns'> {
  readonly nFrames: number
}

/** How the low part is looked at. */
export interface LowParts {
  readonly spectrum: LowSpectrum
  readonly hum: MainsHum
  /** Bands of neighbouring bins. */
  readonly nBands: number
  readonly binsPerBand: number
}

/** Wide enough that a steady line stays in a band or two, and far narrower than mel bands. @unit Hz */
const LOW_BAND_HZ = 4
/** Shortest part of a window that is still scored; less of it would be judged by luck. */
const LEAST_SHARE = 0.5

/** From samples at the bundle's rate to what a normal-only detector looks at: one for learning and for live inference. */
export class NormalSoundExtractor {
  readonly spec: NormalSoundSpec
  readonly sampleRateHz: number
  /** Fewest samples that {@link extract} takes. */
  readonly minimumSamples: number
  /** Numbers of {@link NormalSound.modulation}. */
  readonly modulationSize: number
  readonly logMel: BandSteps
  readonly low: LowParts | undefined
  readonly #modulation: EnvelopeModulation

  /**
   * @param windowSeconds - Length of the windows that the detector is made for.
   * @param kernel - Computes frames in WebAssembly; null computes in plain double precision.
   * @throws {@link ParameterError} when a number is out of its range.
   */
  constructor(sampleRateHz: number, spec: NormalSoundSpec, windowSeconds: number, kernel = kernelModule()) {
    const { spectrum, modulation, low } = spec
    this.spec = spec
    this.sampleRateHz = sampleRateHz
    this.logMel = createLogMelSteps({ ...spectrum, sampleRateHz, padMode: 'constant' }, kernel)
    this.#modulation = new EnvelopeModulation({ ...modulation, sampleRateHz }, kernel)
    this.modulationSize = this.#modulation.nOctaves * this.#modulation.groups
    this.low = low && lowParts(new LowSpectrum({ ...low, sampleRateHz }), low.harmonics)
    this.minimumSamples = Math.max(
      Math.ceil(LEAST_SHARE * windowSeconds * sampleRateHz),
      spectrum.nFft + (spectrum.stackedFrames - 1) * spectrum.hopLength,
      this.#modulation.minimumSamples,
      this.low?.spectrum.nFft ?? 0,
    )
  }

  /**
   * @param y - Mono signal, shape `[n]`.
   * @throws {@link AudioError} `EARSHOT_AUDIO_EMPTY`; `EARSHOT_AUDIO_TOO_SHORT` for fewer than {@link minimumSamples};
   *   `EARSHOT_AUDIO_NOT_FINITE` when samples are not, or are too large to square.
   */
  extract(y: Float32Array): NormalSound {
    this.assertLength(y.length)
    return this.fromFrames({
      levels: bandsOf(this.logMel, y),
      powers: bandsOf(this.octavePowers, y),
      ...(this.low && { lowTotal: sumOfFrames(this.low.spectrum, y) }),
    })
  }

  get octavePowers(): BandSteps {
    return this.#modulation.powers
  }

  /** @throws {@link AudioError} as {@link extract} does of so many samples. */
  assertLength(samples: number): void {
    if (samples === 0) throw new AudioError('EARSHOT_AUDIO_EMPTY', 'the clip holds no samples')
    if (samples < this.minimumSamples) throw this.#tooShort(samples)
  }

  /**
   * {@link extract} of sound whose frames are known.
   *
   * @param frames - Left as they were.
   * @throws {@link AudioError} `EARSHOT_AUDIO_NOT_FINITE`.
   */
  fromFrames(sound: SoundFrames): NormalSound {
    const { level, ...summary } = this.summarise(sound)
    const { columns, nFrames } = sound.levels
    const frames = new Float32Array(nFrames * this.spec.spectrum.nMels)
    for (let i = 0; i < frames.length; i += 1) frames[i] = (columns[i] as number) - level
    return { frames, nFrames, ...summary }
  }

  /**
   * What is not of each frame.
   *
   * @returns `level` is the mean of all log-mel numbers. @unit dB
   * @throws {@link AudioError} `EARSHOT_AUDIO_NOT_FINITE`.
   */
  summarise({
    levels: { columns, nFrames },
    powers,
    lowTotal,
  }: SoundFrames): Pick<NormalSound, 'bandLevels' | 'modulation' | 'low'> & { readonly level: number } {
    const { nMels } = this.spec.spectrum
    const bandLevels = new Float64Array(nMels)
    for (let at = 0; at < nFrames * nMels; at += nMels) {
      for (let band = 0; band < nMels; band += 1) {
        bandLevels[band] = (bandLevels[band] as number) + (columns[at + band] as number)
      }
    }
    const level = bandLevels.reduce((sum, value) => sum + value, 0) / (nFrames * nMels)
    for (let band = 0; band < nMels; band += 1) bandLevels[band] = (bandLevels[band] as number) / nFrames - level
    const modulation = this.#modulation.fromPowers(powers, powers.nFrames)
    if (!Number.isFinite(level) || !modulation.every(Number.isFinite)) {
      throw new AudioError(
        'EARSHOT_AUDIO_NOT_FINITE',
        'the clip holds samples that are not finite, or far beyond full scale',
      )
    }
    const low = this.low && lowTotal && lowSound(lowTotal, this.low)
    return { bandLevels, modulation, level, ...(low && { low }) }
  }

  /** Stacks of frames in a stretch. */
  stackCount({ nFrames }: Pick<NormalSound, 'nFrames'>): number {
    const { stackedFrames, strideFrames } = this.spec.spectrum
    return 1 + Math.floor((nFrames - stackedFrames) / strideFrames)
  }

  /** Numbers of one stack. */
  get stackSize(): number {
    return this.spec.spectrum.stackedFrames * this.spec.spectrum.nMels
  }

  /** Stack `i`, as a view of the frames. */
  stack({ frames }: Pick<NormalSound, 'frames'>, i: number): Float32Array {
    const start = i * this.spec.spectrum.strideFrames * this.spec.spectrum.nMels
    return frames.subarray(start, start + this.stackSize)
  }

  /** Frequencies of mel bands `first..last`, each as wide as its filter is at half its height. */
  bandsHz(first: number, last: number): RangeHz {
    const { nMels, fMinHz, fMaxHz } = this.spec.spectrum
    const lowest = hzToMel(fMinHz)
    const step = (hzToMel(fMaxHz) - lowest) / (nMels + 1)
    return { fromHz: melToHz(lowest + (first + 0.5) * step), toHz: melToHz(lowest + (last + 1.5) * step) }
  }

  /** Octave and modulation rates of one number of {@link NormalSound.modulation}. */
  modulationHz(index: number): { readonly octave: RangeHz; readonly rates: RangeHz } {
    const { groups } = this.#modulation
    return {
      octave: this.#modulation.octave(Math.floor(index / groups)),
      rates: this.#modulation.rates(index % groups),
    }
  }

  #tooShort(samples: number): AudioError {
    const { minimumSamples, sampleRateHz } = this
    const seconds = (n: number): string => `${(n / sampleRateHz).toFixed(3)} s`
    return new AudioError(
      'EARSHOT_AUDIO_TOO_SHORT',
      `the clip lasts ${seconds(samples)}, this detector needs at least ${seconds(minimumSamples)}: send a longer one`,
      { context: { samples, minimumSamples, sampleRateHz } },
    )
  }
}

/**
 * Open what computes the features of a bundle.
 *
 * @throws {@link BundleError} naming the bundle when a number of its features is out of its range.
 */
export function openFeatures<T>(bundle: string, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    if (!(cause instanceof ParameterError)) throw cause
    throw new BundleError(`the features of bundle ${bundle} cannot be computed: ${cause.message}`, { cause })
  }
}

function lowParts(spectrum: LowSpectrum, harmonics: number): LowParts {
  const binsPerBand = Math.max(1, Math.round(LOW_BAND_HZ / spectrum.binHz))
  return {
    spectrum,
    hum: new MainsHum(spectrum, harmonics),
    nBands: Math.floor(spectrum.nBins / binsPerBand),
    binsPerBand,
  }
}

function lowSound(total: Float64Array, { hum, nBands, binsPerBand }: LowParts): LowSound {
  const powers = new Float32Array(nBands)
  let sum = 0
  for (let bin = 0; bin < nBands * binsPerBand; bin += 1) sum += total[bin] as number
  const mean = sum / nBands || 1
  for (let bin = 0; bin < nBands * binsPerBand; bin += 1) {
    const band = Math.floor(bin / binsPerBand)
    powers[band] = (powers[band] as number) + (total[bin] as number) / mean
  }
  return { hum: hum.lines(total), powers }
}
