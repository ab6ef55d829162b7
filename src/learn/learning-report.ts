import type { RangeHz } from '../dsp/envelope-modulation.ts'
import type { NormalCalibration } from '../model/normal-only-manifest.ts'

/** What was learnt, for people and for the bundle's record. */
export interface LearningReport {
  readonly windows: number
  /** Recordings that were held out as a whole; minutes of longer ones. */
  readonly recordings: number
  readonly sessions: readonly SessionReport[]
  /** Between each two sessions; empty for one. */
  readonly distances: readonly SessionDistance[]
  readonly calibration: NormalCalibration
  /** Share of the held-out windows that reach the threshold. */
  readonly raisedHeldOut: number
  /**
   * How much farther the threshold lies, from the median window, than it would for sessions that are known:
   * 1 where recordings were held out.
   */
  readonly stretch: number
  /** What to know before relying on it, in sentences. */
  readonly remarks: readonly string[]
}

export interface SessionReport {
  readonly name: string
  readonly windows: number
  /** Share of its windows that a detector would raise that had heard the other sessions only; null for one session. */
  readonly raisedUnlearnt: number | null
  /** How its sound changes from its first half to its second; null where it is too short to say. */
  readonly drift: Drift | null
}

/** How two parts of normal sound differ on average. */
export interface SpectrumChange {
  /** Over all bands, level aside. @unit dB, RMS */
  readonly rmsDb: number
  /** The band that differs most. */
  readonly band: RangeHz
  /** How much louder it is in the second part. @unit dB */
  readonly bandDb: number
}

export interface SessionDistance extends SpectrumChange {
  readonly from: string
  readonly to: string
}

export interface Drift extends SpectrumChange {
  /** Between both halves, in standard deviations of its windows, over bands or modulations, whichever is more. */
  readonly shift: number
  readonly isDrifting: boolean
}
