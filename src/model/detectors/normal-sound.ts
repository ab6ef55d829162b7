import { type BandFrames, type BandSteps, bandsOf } from '../../dsp/band-steps.ts'
import { EnvelopeModulation, type RangeHz } from '../../dsp/envelope-modulation.ts'
import { kernelModule } from '../../dsp/kernel/kernel-module.ts'
import { createLogMelSteps } from '../../dsp/log-mel-path.ts'
import { hzToMel, melToHz } from '../../dsp/mel-scale.ts'
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
}

/** What of a stretch of sound depends on single frames alone, and can be computed while it comes. */
export interface SoundFrames {
  /** Log-mel columns, by {@link NormalSoundExtractor.logMel}. */
  readonly levels: CountedFrames
  /** Powers of octaves, by {@link NormalSoundExtractor.octavePowers}. */
  readonly powers: CountedFrames
}

interface CountedFrames extends Pick<BandFrames, 'columns'> {
  readonly nFrames: number
}

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
  readonly #modulation: EnvelopeModulation

  /**
   * @param windowSeconds - Length of the windows that the detector is made for.
   * @param kernel - Computes frames in WebAssembly; null computes in plain double precision.
   * @throws {@link ParameterError} when a number is out of its range.
   */
  constructor(sampleRateHz: number, spec: NormalSoundSpec, windowSeconds: number, kernel = kernelModule()) {
    const { spectrum, modulation } = spec
    this.spec = spec
    this.sampleRateHz = sampleRateHz
    this.logMel = createLogMelSteps({ ...spectrum, sampleRateHz, padMode: 'constant' }, kernel)
    this.#modulation = new EnvelopeModulation({ ...modulation, sampleRateHz }, kernel)
    this.modulationSize = this.#modulation.nOctaves * this.#modulation.groups
    this.minimumSamples = Math.max(
      Math.ceil(LEAST_SHARE * windowSeconds * sampleRateHz),
      spectrum.nFft + (spectrum.stackedFrames - 1) * spectrum.hopLength,
      this.#modulation.minimumSamples,
    )
  }

  /**
   * @param y - Mono signal, shape `[n]`.
   * @throws {@link AudioError} `EARSHOT_AUDIO_EMPTY`; `EARSHOT_AUDIO_TOO_SHORT` for fewer than {@link minimumSamples};
   *   `EARSHOT_AUDIO_NOT_FINITE` when samples are not, or are too large to square.
   */
  extract(y: Float32Array): NormalSound {
    this.assertLength(y.length)
    return this.fromFrames({ levels: bandsOf(this.logMel, y), powers: bandsOf(this.octavePowers, y) })
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
  }: SoundFrames): Pick<NormalSound, 'bandLevels' | 'modulation'> & { readonly level: number } {
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
    return { bandLevels, modulation, level }
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
