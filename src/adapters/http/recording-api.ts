import type { FeaturePicture } from '../../model/feature-picture.ts'
import type { Verdict } from '../../model/verdict.ts'

/** What recordings are taken. */
export interface RecordingLimits {
  /** Largest body of a request. @unit bytes */
  readonly maxBytes: number
  /** @unit s */
  readonly maxSeconds: number
  /** A recording whose highest peak is lower holds nothing to be judged. @unit dBFS */
  readonly silentBelowDbfs: number
}

/** `POST /api/score`: the verdict; with `features=true` also what it was made of. */
export interface ScoreAnswer extends Verdict {
  readonly clip?: ClipAnswer
  /** What the model was given comes first. */
  readonly features?: readonly FeatureAnswer[]
}

/** The recording as it was decoded, its channels averaged. */
export interface ClipAnswer {
  readonly durationSeconds: number
  readonly sampleRateHz: number
  readonly channels: number
  /** Highest peak, full scale = 0; -120 for digital silence. @unit dBFS */
  readonly peakDbfs: number
  /** What the model was given. @unit s from the beginning */
  readonly part: { readonly startSeconds: number; readonly endSeconds: number }
  /** Lowest and highest sample of each stretch, full scale ±1: base64 of 32-bit floats, little-endian. */
  readonly waveform: { readonly stepSeconds: number; readonly lowest: string; readonly highest: string }
}

/** A feature picture with its values as base64 of 32-bit floats, little-endian, row-major. */
export interface FeatureAnswer extends Omit<FeaturePicture, 'values'> {
  readonly values: string
}
