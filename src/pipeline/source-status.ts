import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { BundleRule } from '../detect/alarm-rule.ts'
import type { AlarmExplanation } from '../detect/explanation.ts'
import type { ErrorCode } from '../errors.ts'
import type { DriftState } from '../model/detectors/drift-watch.ts'
import type { ModelIdentity, WindowVerdict } from '../model/verdict.ts'
import type { LearningStatus } from './learning/learning-status.ts'

/** A window's verdict and why it did or did not change the alarm. */
export interface JudgedWindow {
  readonly verdict: WindowVerdict
  readonly explanation: AlarmExplanation
}

/** What is counted for one source since the module started, or since the source was last forgotten. */
export interface SourceCounts {
  readonly chunksReceived: number
  readonly chunksRefused: number
  /** Shed because too much of this source was waiting. */
  readonly chunksDropped: number
  readonly windowsScored: number
  /** Shed because scoring fell behind. */
  readonly windowsDropped: number
  readonly windowsFailed: number
  /** Chunks out of order, by kind: gap, duplicate, late, overlap, rate-change, two-publishers. */
  readonly irregularities: Readonly<Record<string, number>>
}

/** The last chunk as it came; all zero before the first. */
export interface ChunkForm {
  readonly sampleRateHz: number
  readonly channels: number
  readonly durationMs: number
}

export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly atMs: number
  /** When that much is known. */
  readonly source?: string
}

/** People work on the machine: no alarm is raised for a time. */
export interface Silence {
  /** @unit Unix epoch ms */
  readonly untilMs: number
  readonly reason: string
}

/** One source at a glance. */
export interface SourceStatus {
  readonly source: string
  /** `live`: a chunk came within the staleness period. */
  readonly state: 'live' | 'silent'
  /** When the last chunk came. @unit Unix epoch ms */
  readonly lastHeardMs: number
  readonly chunk: ChunkForm
  readonly alarm: {
    readonly state: 'quiet' | 'raised' | 'stale'
    /** Only while an alarm stands: its label, and since when. @unit Unix epoch ms */
    readonly label: string | null
    readonly sinceMs: number | null
    /** The last event of this source, or the state that was published when it was first heard. */
    readonly event: AlarmEvent | null
  }
  /** What judges it in place of the module's bundle. */
  readonly ownModel: ModelIdentity | null
  /** Its learning that is under way, or the last one. */
  readonly learning: LearningStatus | null
  /** How far it has moved from what was learnt; null for a network, and before 20 windows. */
  readonly drift: DriftState | null
  /** Null unless it is silenced now. */
  readonly silence: Silence | null
  /** Null before the first window is whole. */
  readonly last: JudgedWindow | null
  /** The last message of this source that was refused. */
  readonly refusal: Refusal | null
  readonly counts: SourceCounts
}

/** What an observer is told. */
export type PipelineUpdate =
  | {
      readonly kind: 'judged'
      readonly source: string
      readonly judged: JudgedWindow
      /** What the bundle that judged it says of its labels and alarms: the same object for the same bundle. */
      readonly bundle: BundleRule
    }
  | { readonly kind: 'event'; readonly source: string; readonly event: AlarmEvent }
  | { readonly kind: 'irregular'; readonly source: string; readonly irregularities: readonly string[] }
  | { readonly kind: 'silent'; readonly source: string }
  | { readonly kind: 'learning'; readonly source: string }
