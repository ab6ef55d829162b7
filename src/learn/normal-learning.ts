import type { NormalOnlyDraft } from '../model/bundle-contents.ts'
import type { LearningReport } from './learning-report.ts'
import type { NormalFrontEnd } from './normal-settings.ts'

export interface NormalLearning extends NormalFrontEnd {
  readonly name: string
  readonly version: string
  /** Default: says what was learnt. */
  readonly description?: string | undefined
  /** Share of normal windows that may reach the threshold, above 0, up to 0.2. */
  readonly falseAlarmRate: number
  /**
   * What is kept from learning when normal windows are scored to find the thresholds: whole sessions, so that a
   * new one raises no alarm, or recordings, when every way to sound normal has been heard. `auto`: sessions where
   * there are at least three.
   */
  readonly heldOut: 'auto' | 'recording' | 'session'
}

/** A bundle that is yet to be sealed and written, and what is known of it. */
export interface LearntNormal {
  readonly draft: NormalOnlyDraft
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly report: LearningReport
}
