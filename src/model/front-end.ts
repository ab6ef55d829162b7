import { samplesAtRate } from '../audio/at-rate.ts'
import type { Clip } from '../audio/clip.ts'
import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { createMfcc } from '../dsp/mfcc-path.ts'
import { AudioError } from '../errors.ts'
import type { AudioSpec, MfccSpec } from './bundle.ts'
import { assertReachable, fitFrames } from './frame-policy.ts'
import { inSurroundings } from './surroundings.ts'

/** What stands between sound and a network: one for training and for live inference. */
export interface FrontEnd {
  /** Shape of the network's input, the batch axis left out. */
  readonly inputShape: readonly number[]
  /** Rate that {@link FrontEnd.fromSamples} takes. @unit Hz */
  readonly sampleRateHz: number
  /** Fewest samples that {@link FrontEnd.fromSamples} takes. */
  readonly minimumSamples: number
  /**
   * A clip at any rate to network input: resampled with the bundle's resampler, then as `fromSamples`.
   *
   * @throws {@link AudioError} `EARSHOT_AUDIO_RATE` when the clip's rate cannot be brought to the
   *   bundle's, and whatever `fromSamples` throws.
   */
  fromClip(clip: Clip): Float32Array
  /**
   * Samples at the bundle's rate to network input. Fewer than a window's are set in noise where the bundle says so.
   *
   * @param y - Mono signal, shape `[n]`.
   * @returns Row-major in `inputShape`, owned by the caller.
   * @throws {@link AudioError} `EARSHOT_AUDIO_EMPTY`; `EARSHOT_AUDIO_TOO_SHORT` for fewer STFT frames
   *   than the bundle's minimum; `EARSHOT_AUDIO_NOT_FINITE` when samples are not, or are too large to square.
   */
  fromSamples(y: Float32Array): Float32Array
}

/**
 * Build the front end that a bundle describes: MFCC, frame policy, standardisation, layout.
 *
 * @param kernel - Computes in WebAssembly; null computes in plain double precision.
 * @throws {@link BundleError} when the frame policy cannot fill the network's input.
 * @throws {@link ParameterError} when a number is out of its range (an `nFft` that is no power of two).
 */
export function createFrontEnd(audio: AudioSpec, features: MfccSpec, kernel = kernelModule()): FrontEnd {
  const { sampleRateHz } = audio
  const { frames } = features
  assertReachable(frames)
  const mfcc = createMfcc({ ...features, sampleRateHz }, kernel)
  const arrange = arrangement(features)
  const minimumSamples = fewestSamples(features)

  function fromSamples(y: Float32Array): Float32Array {
    if (y.length === 0) throw new AudioError('EARSHOT_AUDIO_EMPTY', 'the clip holds no samples')
    if (y.length < minimumSamples) throw tooShort(y.length, minimumSamples, sampleRateHz)
    const input = arrange(fitFrames(mfcc.extract(inSurroundings(y, features)), frames))
    if (!areFinite(input)) {
      throw new AudioError(
        'EARSHOT_AUDIO_NOT_FINITE',
        'the clip holds samples that are not finite, or far beyond full scale',
      )
    }
    return input
  }

  return {
    inputShape: inputShape(features),
    sampleRateHz,
    minimumSamples,
    fromSamples,
    fromClip: (clip) => fromSamples(samplesAtRate(clip, audio, kernel)),
  }
}

/** Fewest samples at the bundle's rate that a front end takes. */
export function fewestSamples({ frames, hopLength, nFft, padMode }: MfccSpec): number {
  return Math.max(1, (frames.minimum - 1) * hopLength, padMode === 'reflect' ? nFft / 2 + 1 : 1)
}

/** A loop of its own: `every` makes an object of each number, a quarter of a megabyte a window. */
function areFinite(x: Float32Array): boolean {
  for (let i = 0; i < x.length; i += 1) if (!Number.isFinite(x[i])) return false
  return true
}

function tooShort(samples: number, minimumSamples: number, sampleRateHz: number): AudioError {
  const seconds = (n: number): string => `${(n / sampleRateHz).toFixed(3)} s`
  return new AudioError(
    'EARSHOT_AUDIO_TOO_SHORT',
    `the clip lasts ${seconds(samples)}, this model needs at least ${seconds(minimumSamples)} ` +
      `(${minimumSamples} samples at ${sampleRateHz} Hz): send a longer one`,
    { context: { samples, minimumSamples, sampleRateHz } },
  )
}

function inputShape({ layout, nMfcc, frames: { count } }: MfccSpec): readonly number[] {
  switch (layout) {
    case 'coefficients,frames,1':
      return [nMfcc, count, 1]
    case 'coefficients,frames':
      return [nMfcc, count]
    case 'frames,coefficients':
      return [count, nMfcc]
  }
}

/**
 * Standardise each coefficient and put the axes in the bundle's order.
 *
 * @returns Takes row-major `[nMfcc, count]`; may give back what it takes. For training, where the
 *   standardisation is known only after every recording has been heard.
 */
export function arrangement({
  layout,
  nMfcc,
  standardisation,
  frames: { count },
}: MfccSpec): (x: Float32Array) => Float32Array {
  const isTransposed = layout === 'frames,coefficients'
  if (standardisation === null && !isTransposed) return (x) => x
  const { mean, std } = standardisation ?? { mean: [], std: [] }
  const [ofCoefficient, ofFrame] = isTransposed ? [1, nMfcc] : [count, 1]
  return (x) => {
    const arranged = new Float32Array(nMfcc * count)
    for (let c = 0; c < nMfcc; c += 1) {
      const [middle, scale] = [mean[c] ?? 0, std[c] ?? 1]
      for (let t = 0; t < count; t += 1) {
        arranged[c * ofCoefficient + t * ofFrame] = ((x[c * count + t] as number) - middle) / scale
      }
    }
    return arranged
  }
}
