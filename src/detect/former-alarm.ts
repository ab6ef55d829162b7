import { type AlarmState, QUIET } from './alarm.ts'
import type { AlarmEvent, DecidingWindow } from './alarm-event.ts'

/**
 * The alarm of a source as a former process left it, from the last event that was told of it. One that stood
 * goes on standing: its source counts as heard now, so that it clears or goes stale in time.
 *
 * @param nowMs - Our own clock. @unit Unix epoch ms
 */
export function formerAlarm({ data }: AlarmEvent, nowMs: number): AlarmState {
  const { state, label, window } = data
  if (state === 'cleared') return { ...QUIET, clearedAtMs: window.endMs }
  return { kind: state, label, sinceMs: window.endMs, recent: [], heardAtMs: nowMs }
}

/** The window that decided an event, for another event of the same alarm when no window has come since. */
export function decidingWindow({ data }: AlarmEvent): DecidingWindow {
  const { source, label, score, Anomaly, Details, window, model } = data
  return {
    source,
    label,
    message: Details.Message,
    anomaly: Anomaly,
    score,
    probabilities: Details.Probabilities,
    window,
    model,
  }
}
