import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { LabelSpec } from '../../model/bundle.ts'
import type { ModelIdentity } from '../../model/verdict.ts'
import type { BrokenModel, ModelSummary } from '../../pipeline/model-registry.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'

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
