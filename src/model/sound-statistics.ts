import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { LineSpectrum } from '../dsp/line-spectrum.ts'
import { type NormalSound, NormalSoundExtractor, type SoundFrames } from './detectors/normal-sound.ts'
import type { SoundStatisticsSpec } from './linear-manifest.ts'

/** A stretch of sound, and what a linear classifier takes of it. */
export interface MeasuredSound {
  readonly sound: NormalSound
  /** Shape `[SoundStatistics.size]`. @unit dB */
  readonly statistics: Float64Array
}

/** Spectra of some frames, summed. */
interface SummedFrames {
  readonly total: Float64Array
  readonly nFrames: number
}

/**
 * A stretch of sound in few numbers that depend neither on its length nor on its level: mean of each mel band, its
 * deviation over time, the strongest line of each narrow band, envelope modulation. One for training and for live
 * inference.
 */
export class SoundStatistics {
  readonly extractor: NormalSoundExtractor
  /** Numbers of each part, in their order. */
  readonly parts: { readonly bands: number; readonly lines: number; readonly octaves: number; readonly rates: number }
  readonly size: number
  /** Fewest samples that {@link measure} takes. */
  readonly minimumSamples: number
  readonly lines: LineSpectrum

  /**
   * @param windowSeconds - Length of the windows that the classifier is made for.
   * @param kernel - Computes frames in WebAssembly; null computes in plain double precision.
   * @throws {@link ParameterError} when a number is out of its range.
   */
  constructor(
    sampleRateHz: number,
    { sound, lines }: SoundStatisticsSpec,
    windowSeconds: number,
    kernel = kernelModule(),
  ) {
    this.extractor = new NormalSoundExtractor(sampleRateHz, sound, windowSeconds, kernel)
    this.lines = new LineSpectrum({ ...lines, sampleRateHz }, kernel)
    const rates = sound.modulation.groups
    const octaves = this.extractor.modulationSize / rates
    this.parts = { bands: sound.spectrum.nMels, lines: this.lines.nBands, octaves, rates }
    this.size = 2 * this.parts.bands + this.parts.lines + this.extractor.modulationSize
    this.minimumSamples = Math.max(this.extractor.minimumSamples, lines.nFft)
  }

  /**
   * @param y - Mono signal, shape `[n]`.
   * @throws as {@link NormalSoundExtractor.extract}.
   */
  measure(y: Float32Array): MeasuredSound {
    const sound = this.extractor.extract(y)
    return { sound, statistics: this.#join(sound, deviations(sound.frames, sound.bandLevels), this.lines.extract(y)) }
  }

  /** @throws {@link AudioError} as {@link measure} does of so many samples. */
  assertLength(samples: number): void {
    this.extractor.assertLength(samples)
    this.lines.assertLength(samples)
  }

  /**
   * The statistics of sound whose frames are known.
   *
   * @param total - Sum of the frames of {@link lines}.
   * @param nFrames - How many they are.
   * @returns Shape `[size]`.
   */
  fromFrames(frames: SoundFrames, { total, nFrames }: SummedFrames): Float64Array {
    const { level, ...sound } = this.extractor.summarise(frames)
    const means = sound.bandLevels.map((band) => band + level)
    return this.#join(sound, deviations(frames.levels.columns, means), this.lines.fromTotal(total, nFrames))
  }

  #join(
    sound: Pick<NormalSound, 'bandLevels' | 'modulation'>,
    bandDeviations: Float64Array,
    strengths: Float64Array,
  ): Float64Array {
    const statistics = new Float64Array(this.size)
    const { bands, lines } = this.parts
    statistics.set(sound.bandLevels)
    statistics.set(bandDeviations, bands)
    statistics.set(strengths, 2 * bands)
    statistics.set(sound.modulation, 2 * bands + lines)
    return statistics
  }
}

/**
 * Standard deviation of each mel band over time.
 *
 * @param columns - Row-major `[frames, nMels]`.
 */
function deviations(columns: Float32Array, means: Float64Array): Float64Array {
  const nMels = means.length
  const squares = new Float64Array(nMels)
  for (let at = 0; at < columns.length; at += nMels) {
    for (let band = 0; band < nMels; band += 1) {
      const deviation = (columns[at + band] as number) - (means[band] as number)
      squares[band] = (squares[band] as number) + deviation * deviation
    }
  }
  return squares.map((sum) => Math.sqrt((sum * nMels) / columns.length))
}
