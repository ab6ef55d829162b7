import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { AlarmRule } from '../detect/alarm-rule.ts'
import type { OpenStream } from './audio-stream.ts'
import type { Metrics } from './metrics.ts'
import type { Clock, Log, Repeat } from './ports.ts'
import type { SourceLimits } from './source.ts'
import type { SourceTableLimits } from './source-table.ts'
import type { WindowScorer } from './window-scorer.ts'

export interface PipelineLimits extends SourceLimits, SourceTableLimits {
  /** Sources whose chunks are cut at the same time. */
  readonly cutAtOnce: number
  /** Sources that are scored at the same time. */
  readonly scoredAtOnce: number
  /** A window that takes longer to score has failed. @unit ms */
  readonly scoringMs: number
  /** Calls of `scoreNow` under way; further ones are refused. */
  readonly askedAtOnce: number
  /** How long `stop` waits for what has been accepted. @unit ms */
  readonly drainMs: number
}

export const DEFAULT_LIMITS: PipelineLimits = {
  maxSources: 1_000,
  forgetAfterMs: 60 * 60 * 1_000,
  waitingSeconds: 30,
  waitingWindows: 4,
  cutAtOnce: 1,
  scoredAtOnce: 1,
  scoringMs: 30_000,
  askedAtOnce: 8,
  drainMs: 3_000,
}

export interface PipelineOptions {
  /** Tells this module from others in the events it sends. */
  readonly deviceId: string
  readonly scorer: WindowScorer
  /** The configuration's; where it says nothing of a label, the bundle's own thresholds hold. */
  readonly rule: AlarmRule
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  /** How time passes; by default, with the process's timers. */
  readonly repeat?: Repeat
  /** Makes what cuts a new source's sound and scores its windows: on this thread `openSourceStream`. */
  readonly openStream: OpenStream
  readonly limits?: Partial<PipelineLimits>
  /** Takes the samples of chunks back when nobody needs them any more. */
  readonly takeBack?: (y: Float32Array) => void
  /** Keep the sound of an alarm that is raised. @returns Where it can be had; undefined when it is not kept. */
  readonly keepEvidence?: (raised: AlarmEvent) => string | undefined
}

/** The process's own timer, which does not keep it alive. */
export const repeatByTimer: Repeat = (task, everyMs) => {
  const timer = setInterval(task, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
