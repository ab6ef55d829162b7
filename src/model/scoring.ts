import type { Clip } from '../audio/clip.ts'
import type { StreamWindows } from '../dsp/stream-plan.ts'
import type { BundleManifest } from './bundle.ts'
import type { EngineName, RefusedEngine } from './engine.ts'
import type { Examination } from './feature-picture.ts'
import type { FrontEndStream } from './front-end-stream.ts'
import type { ModelIdentity, Verdict } from './verdict.ts'

/** Scoring of live windows, each STFT frame computed once. */
export interface LiveScoring {
  /**
   * @returns Opens the stream of one source; what it gives of a window goes to {@link score}.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when the windows are shorter than the bundle's minimum.
   */
  prepare(windows: StreamWindows): () => FrontEndStream
  /** Score a window that a stream prepared: the same verdict as {@link Scorer.scoreSamples} gives of its samples. */
  score(input: Float32Array): Promise<Verdict>
}

/** A bundle at work: sound in, verdict out. Every kind of bundle is met through this. */
export interface Scorer {
  readonly manifest: BundleManifest
  readonly identity: ModelIdentity
  /** What computes the bundle's network. */
  readonly engineName: EngineName
  /** Why that is not the engine which computes the others. */
  readonly engineNote?: string | undefined
  /** Engines that were tried for it and did not start. */
  readonly enginesRefused?: readonly RefusedEngine[] | undefined
  /**
   * Score a whole recording, resampled to the bundle's rate.
   *
   * @param clip - Given away: its samples may be gone afterwards.
   * @throws {@link AudioError} when it is too short, or the bundle's resampler is `none` and the rate another.
   * @throws {@link EngineError} when the network's answer is not finite.
   */
  scoreClip(clip: Clip): Promise<Verdict>
  /**
   * Score a whole recording as {@link scoreClip} does, and show what the model was given of it.
   *
   * @throws as {@link scoreClip}.
   */
  examineClip(clip: Clip): Promise<Examination>
  /**
   * Score samples that are at the bundle's rate already.
   *
   * @param y - Mono, shape `[n]`, full scale ±1. Given away, as a clip is.
   */
  scoreSamples(y: Float32Array): Promise<Verdict>
  /** Left out where a window cannot be prepared while its sound arrives. */
  readonly live?: LiveScoring
  /** Give the model's memory back. Nothing can be scored afterwards. */
  dispose(): void
}
