import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { AlarmRule, LabelThresholds, WindowCount } from '../../detect/alarm-rule.ts'
import type { AlarmExplanation } from '../../detect/explanation.ts'
import type { LabelSpec } from '../../model/bundle.ts'
import type { DetectorScore, ModelIdentity, WindowVerdict } from '../../model/verdict.ts'
import type { EvidenceClip } from '../../pipeline/evidence/clip-store.ts'
import type { BrokenModel, ModelSummary } from '../../pipeline/model-registry.ts'
import type { WhatIfAnswer } from '../../pipeline/review/outcome.ts'
import type { Judgement, Review } from '../../pipeline/review/review.ts'
import type { Decider, WindowsInForce } from '../../pipeline/review/rule-in-force.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import type { RecordingLimits } from './recording-api.ts'

export type { EvidenceClip } from '../../pipeline/evidence/clip-store.ts'
export type { AlarmChange, Outcome, WhatIfAnswer } from '../../pipeline/review/outcome.ts'
export type { Judgement, Review } from '../../pipeline/review/review.ts'
export type { WindowsInForce } from '../../pipeline/review/rule-in-force.ts'

/** The bundle that judges live sources. */
export interface LiveModel {
  readonly identity: ModelIdentity
  /** In the order of a verdict's probabilities. */
  readonly labels: readonly LabelSpec[]
  /** What computes it. */
  readonly engineName: string
}

/** `GET /api/sources` */
export interface SourcesAnswer {
  readonly sources: readonly SourceStatus[]
}

/** `GET /api/alarms` */
export interface AlarmsAnswer {
  /** The present state of each source that has had an alarm, as retained on `earshot/alarm/{source}`. */
  readonly alarms: readonly AlarmEvent[]
  /** What happened lately, newest first. */
  readonly events: readonly AlarmEvent[]
}

/** `GET /api/models` */
export interface ModelsAnswer {
  /** Name of the bundle that judges live sources. */
  readonly live: string
  readonly models: readonly (ModelSummary | BrokenModel)[]
  readonly limits: RecordingLimits
}

/** `GET /readyz`: 200 when every check is passed, otherwise 503. */
export interface ReadinessAnswer {
  readonly ready: boolean
  readonly checks: readonly ReadinessCheck[]
  /** The bundle that judges live sources. */
  readonly model: ModelIdentity | null
  /** What computes it: `tensorflow`, `wasm` or `cpu`. */
  readonly engine: string | null
}

export interface ReadinessCheck {
  readonly name: string
  readonly isPassed: boolean
  /** What is missing, when it is not passed. */
  readonly reason?: string
}

/**
 * What `GET /api/stream` sends, as server-sent events: `snapshot` at the beginning and after a client fell
 * behind, `update` with what changed since, `beat` when there was nothing to send for a while.
 */
export interface StreamFrame {
  /** @unit Unix epoch ms */
  readonly atMs: number
  readonly model: LiveModel | null
  /** All sources in a snapshot, the changed ones in an update. */
  readonly sources: readonly SourceStatus[]
  /** Newest first: the last ones in a snapshot, the new ones in an update. */
  readonly events: readonly AlarmEvent[]
}

/** `GET /api/demo` */
export type DemoAnswer =
  | { readonly isDemo: false }
  | { readonly isDemo: true; readonly fault: string; readonly faults: readonly string[] }

/** `POST /inference`: the original service's answer. */
export interface InferenceAnswer {
  readonly Anomaly: boolean
  readonly Details: { readonly Message: string; readonly Probabilities: readonly number[] }
}

/**
 * A piece of a mel spectrogram: event `columns` of `GET /api/sources/{source}/sound`, and the answer of
 * `GET /api/evidence/{id}/spectrogram`.
 */
export interface MelColumns {
  /** Middle of the first column. @unit Unix epoch ms */
  readonly startMs: number
  /** From one column to the next. @unit ms */
  readonly stepMs: number
  /** Middle of each band, lowest first. @unit Hz */
  readonly frequenciesHz: readonly number[]
  /** What 0 and 255 stand for: dB, a full-scale sine being about 0. */
  readonly floorDb: number
  readonly ceilingDb: number
  /** Bytes in base64, row-major `[columns, bands]`, from `floorDb` (0) to `ceilingDb` (255). */
  readonly columns: string
}

/** Event `gap` of `GET /api/sources/{source}/sound`: between these no sound came. @unit Unix epoch ms */
export interface SoundGap {
  readonly startMs: number
  readonly endMs: number
}

/** One judged window of the last hour, as much as a curve needs. */
export interface WindowPoint {
  /** @unit Unix epoch ms */
  readonly startMs: number
  readonly endMs: number
  readonly label: string
  readonly anomaly: boolean
  readonly score: number
  /** In the order of the labels of the model that judged it; see {@link WindowsAnswer.labels}. */
  readonly probabilities: readonly number[]
  readonly scores?: readonly DetectorScore[]
  readonly levelDbfs: number
  /** The alarm after this window. */
  readonly alarmState: 'quiet' | 'raised' | 'stale'
}

/** `GET /api/sources/{source}/windows?fromMs&toMs`: oldest first. */
export interface WindowsAnswer {
  /** Labels of the model that judged the last window, in the order of its probabilities. */
  readonly labels: readonly string[]
  readonly windows: readonly WindowPoint[]
  /** `gap`: chunks are missing; `silence`: nothing came at all for longer; `unjudged`: there was sound, but no verdict. */
  readonly gaps: readonly (SoundGap & { readonly kind: 'gap' | 'silence' | 'unjudged' })[]
}

/** `GET /api/sources/{source}/windows/{startMs}`: all that is known of one window of the last hour. */
export interface WindowAnswer {
  /** With the bands and modulation rates that were unusual in `explanation`, where the model can tell. */
  readonly verdict: WindowVerdict
  /** Labels of the model that judged it, in the order of the probabilities. */
  readonly labels: readonly string[]
  readonly alarmState: 'quiet' | 'raised' | 'stale'
  /** What the thresholds and the N-of-M rule said. */
  readonly alarm: AlarmExplanation
  /** The same in a sentence. */
  readonly sentence: string
}

/** `GET /api/evidence?source=NAME`: newest first, of one source or of all. */
export interface EvidenceAnswer {
  readonly clips: readonly EvidenceClip[]
}

/** `POST /api/reviews`; a later one of the same alarm replaces an earlier one. */
export interface ReviewRequest {
  /** `id` of the event that says that the alarm was raised. */
  readonly alarmId: string
  readonly judgement: Judgement
  /** What it really was: with `other-fault` only. 1 to 64 characters. */
  readonly label?: string
  /** At most 1,000 characters. */
  readonly note?: string
}

/** `GET /api/reviews`: newest first. The answer of `POST /api/reviews` is the one {@link Review}. */
export interface ReviewsAnswer {
  readonly reviews: readonly Review[]
}

/** `GET /api/session`, and the answer of `POST` and `DELETE /api/session`. */
export interface SessionAnswer {
  /** Whether a password is configured. Without one everybody may change state. */
  readonly needsPassword: boolean
  readonly isSignedIn: boolean
}

/** `POST /api/session`: 401 when it is wrong, 429 with `Retry-After` after too many tries. */
export interface SessionRequest {
  readonly password: string
}

/** Thresholds by label. */
export type LabelThresholdsByName = Readonly<Record<string, LabelThresholds>>

/** `POST /api/what-if`. What is left out stays as it is in force now. */
export interface WhatIfRequest {
  /** By label, laid over those in force. */
  readonly thresholds?: LabelThresholdsByName
  readonly alarm?: Partial<Omit<AlarmRule, 'labels'>>
}

/** `GET /api/thresholds`, and the answer of `POST` and `DELETE /api/thresholds`. */
export interface ThresholdsAnswer {
  /** In force now, by label of the live model. */
  readonly inForce: LabelThresholdsByName
  /** What was applied here; null when the configuration's hold. */
  readonly applied: LabelThresholdsByName | null
  /** `module twin`: its `alarm.labels` goes before what is applied here. */
  readonly decidedBy: Decider
  /** How many windows must agree before an alarm is raised. */
  readonly windows: WindowsInForce
}

/** `POST /api/thresholds` */
export interface ThresholdsRequest {
  readonly thresholds: LabelThresholdsByName
  /** null: as configured; left out: as it was applied before. */
  readonly raiseWindows?: WindowCount | null
}

/** The answer of `POST /api/thresholds/proposal`: thresholds that fit the reviews, and what they would have done. */
export interface ThresholdsProposal {
  /** Only labels that should change; empty when the reviews ask for nothing. */
  readonly thresholds: LabelThresholdsByName
  /** Reviews it was made of. */
  readonly reviews: number
  /** In a sentence for each label, why. */
  readonly reasons: readonly string[]
  readonly preview: WhatIfAnswer
}
