import { type AlarmStep, step, tick } from '../detect/alarm.ts'
import type { AlarmEvent, DecidingWindow } from '../detect/alarm-event.ts'
import { type AlarmRule, type BundleRule, withBundleRule } from '../detect/alarm-rule.ts'
import type { AlarmExplanation } from '../detect/explanation.ts'
import { decidingWindow } from '../detect/former-alarm.ts'
import { labelScores } from '../detect/label-scores.ts'
import type { LabelSpec } from '../model/bundle.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import { reportAlarm } from './alarm-report.ts'
import type { Outlets } from './outlets.ts'
import type { Log } from './ports.ts'
import type { Source } from './source.ts'
import type { SourceTable } from './source-table.ts'
import type { Tally } from './tally.ts'

export interface AlarmsOptions {
  readonly deviceId: string
  readonly outlets: Outlets
  readonly tally: Tally
  readonly log: Log
  /** Keep the sound of an alarm that is raised. @returns Where it can be had; undefined when it is not kept. */
  readonly keepEvidence?: (raised: AlarmEvent) => string | undefined
}

/** Moves sources' alarms and tells the world. */
export class Alarms {
  readonly #options: AlarmsOptions

  constructor(options: AlarmsOptions) {
    this.#options = options
  }

  /** A window was judged. @returns Why it did or did not move the alarm, to be published by {@link publish}. */
  step(source: Source, verdict: WindowVerdict, bundle: BundleRule, rule: AlarmRule, nowMs: number): AlarmStep {
    const scored = {
      scores: labelScores(verdict, bundle.labels),
      endMs: verdict.window.endMs,
      heardAtMs: nowMs,
      isSilenced: source.isSilenced(nowMs),
    }
    return step(source.alarm, scored, withBundleRule(source.ruleFor(rule), bundle))
  }

  /** Time passed. A source whose windows wait to be judged is not silent. */
  tick(source: Source, labels: readonly LabelSpec[], rule: AlarmRule, nowMs: number): void {
    const decided = source.last?.verdict ?? (source.event && decidingWindow(source.event))
    if (decided === null || source.windows.length > 0) return
    const moved = tick(source.alarm, nowMs, source.ruleFor(rule))
    this.publish(source, moved, decided, labels)
  }

  /**
   * Take up what a former process said last of each source: an alarm that stood still stands. It is published as
   * the present state, which that process may not have come to.
   */
  restore(events: readonly AlarmEvent[], sources: SourceTable, nowMs: number): void {
    const { outlets, log } = this.#options
    for (const event of events) {
      outlets.state(event)
      if (event.data.state === 'cleared') continue
      sources.reopen(event, nowMs)
      log.info('an alarm still stands from before the start', { source: event.subject, id: event.id })
    }
  }

  publish(source: Source, moved: AlarmStep, verdict: DecidingWindow, labels: readonly LabelSpec[]): void {
    const [after, transition, explanation] = moved
    const { deviceId, outlets, tally, log } = this.#options
    const report = { deviceId, before: source.alarm, after, verdict, explanation, labels, former: source.event }
    source.alarm = after
    if (transition !== 'none') {
      const event = this.#withEvidence(reportAlarm({ ...report, state: transition }), source.event)
      source.event = event
      tally.alarm(source, event)
      log.info(`alarm ${transition}`, { source: source.name, label: event.data.label, id: event.id })
      outlets.event(event)
      outlets.state(event)
      outlets.tell({ kind: 'event', source: source.name, event })
    } else if (source.event === null && saysAllIsWell(explanation)) {
      source.event = reportAlarm({ ...report, state: 'cleared' })
      outlets.state(source.event)
    }
  }

  /** An alarm that ends, goes stale or stands again still has the recording of its beginning. */
  #withEvidence(event: AlarmEvent, former: AlarmEvent | null): AlarmEvent {
    const isNew = former === null || former.data.state === 'cleared'
    const kept = event.data.state === 'raised' ? this.#options.keepEvidence?.(event) : undefined
    const evidence = kept ?? (isNew ? undefined : former.data.evidence)
    return evidence === undefined ? event : { ...event, data: { ...event.data, evidence } }
  }
}

/**
 * Whether a first state can be published: it corrects an alarm that a former process left retained. A window
 * that counts towards an alarm says nothing yet, so an alarm that goes on over a restart does not flicker.
 */
function saysAllIsWell({ reason }: AlarmExplanation): boolean {
  return reason === 'below-raise-threshold'
}
