import type { AlarmState } from '../detect/alarm.ts'
import { type AlarmEvent, type AlarmStateName, alarmEvent, type DecidingWindow } from '../detect/alarm-event.ts'
import type { AlarmExplanation } from '../detect/explanation.ts'
import type { LabelSpec } from '../model/bundle.ts'

export interface AlarmReport {
  readonly deviceId: string
  /** What the alarm became. */
  readonly state: AlarmStateName
  /** The alarm before and after the step. */
  readonly before: AlarmState
  readonly after: AlarmState
  /** The deciding window; for `stale`, the last that was heard. */
  readonly verdict: DecidingWindow
  readonly explanation: AlarmExplanation
  /** Of the bundle that judged it. */
  readonly labels: readonly LabelSpec[]
  /** The source's last event, for the text of a label that the present bundle does not know. */
  readonly former: AlarmEvent | null
}

/**
 * What to tell the world of an alarm's step.
 *
 * An alarm that ends, or goes stale, keeps the label that it was raised with. Where no alarm was standing
 * (the first state of a source) the verdict speaks for itself.
 */
export function reportAlarm({
  deviceId,
  state,
  before,
  after,
  verdict,
  explanation,
  labels,
  former,
}: AlarmReport): AlarmEvent {
  const standing = after.kind !== 'quiet' ? after : before.kind !== 'quiet' ? before : undefined
  if (standing === undefined) {
    return alarmEvent({
      deviceId,
      state,
      label: verdict.label,
      message: verdict.message,
      score: verdict.score,
      verdict,
    })
  }
  const { label } = standing
  const judged = explanation.labels.find((entry) => entry.label === label)
  const message =
    labels.find(({ name }) => name === label)?.message ??
    (former?.data.label === label ? former.data.message : verdict.message)
  return alarmEvent({ deviceId, state, label, message, score: judged?.score ?? verdict.score, verdict })
}
