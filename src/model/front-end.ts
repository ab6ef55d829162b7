import type { Clip } from '../audio/clip.ts'
import type { AudioSpec, MfccSpec } from './bundle.ts'

/** What stands between sound and a network: one for training and for live inference. */
export interface FrontEnd {
  /** Shape of the network's input, the batch axis left out. */
  readonly inputShape: readonly number[]
  /** Rate that {@link FrontEnd.fromSamples} takes. @unit Hz */
  readonly sampleRateHz: number
  /**
   * A clip at any rate to network input: resampled with the bundle's resampler, then as `fromSamples`.
   *
   * @throws {@link AudioError} `EARSHOT_AUDIO_RATE` when the clip's rate cannot be brought to the
   *   bundle's, and whatever `fromSamples` throws.
   */
  fromClip(clip: Clip): Float32Array
  /**
   * Samples at the bundle's rate to network input.
   *
   * @param y - Mono signal, shape `[n]`.
   * @returns Row-major in `inputShape`, owned by the caller.
   * @throws {@link AudioError} `EARSHOT_AUDIO_EMPTY`, `EARSHOT_AUDIO_TOO_SHORT` (fewer STFT frames
   *   than the bundle's minimum), `EARSHOT_AUDIO_NOT_FINITE`.
   */
  fromSamples(y: Float32Array): Float32Array
}

export declare function createFrontEnd(audio: AudioSpec, features: MfccSpec): FrontEnd
