import type { Verdict } from '../../model/verdict.ts'
import type { Acquaintance } from '../heard-recordings.ts'
import type { SoundMeasures } from './sound-measures.ts'

/** What a bundle says of a recording, without saying who it is. */
export type Judgement = Pick<Verdict, 'label' | 'anomaly' | 'score' | 'probabilities'>

/** A recording of a data set with what a bundle says of it. */
export interface JudgedClip extends SoundMeasures {
  /** Path from the data set's root. */
  readonly file: string
  /** What the data set says it is. */
  readonly label: string
  /** Whether that label is none of the normal ones. */
  readonly isAbnormal: boolean
  readonly machine: string | null
  /** Of the file, lower-case hex. */
  readonly sha256: string
  readonly acquaintance: Acquaintance
  readonly durationSeconds: number
  readonly sampleRateHz: number
  readonly verdict: Judgement
  /** Of the same recording at the one level that all are brought to. */
  readonly scaled: Judgement
}

/** A recording that could not be judged, and why. */
export interface RefusedClip {
  readonly file: string
  readonly code: string
  readonly message: string
}
