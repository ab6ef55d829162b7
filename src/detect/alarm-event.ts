import type { Verdict, WindowVerdict } from '../model/verdict.ts'

export type AlarmStateName = 'raised' | 'cleared' | 'stale'

/** `data` of an alarm's CloudEvent: what happened, by which model's word, and the original service's answer. */
export interface AlarmData {
  readonly source: string
  /** `stale`: the source fell silent while the alarm was raised. */
  readonly state: AlarmStateName
  readonly label: string
  readonly message: string
  /** Score of the label at the deciding window, larger is worse. */
  readonly score: number
  /** Whether something is wrong: the original service's field. */
  readonly Anomaly: boolean
  /** The original service's answer for the deciding window. */
  readonly Details: { readonly Message: string; readonly Probabilities: readonly number[] }
  readonly window: { readonly startMs: number; readonly endMs: number }
  readonly model: Verdict['model']
  /** Where the recording of the moment can be had, when one is kept. */
  readonly evidence?: string
}

/**
 * One alarm raised or cleared, as a CloudEvent in JSON.
 *
 * @see CloudEvents 1.0.2, JSON event format.
 */
export interface AlarmEvent {
  readonly specversion: '1.0'
  /** Stable: the same event has the same id however often it is sent. */
  readonly id: string
  /** `/earshot/{device}/{source}` */
  readonly source: string
  readonly type: 'earshot.alarm.raised' | 'earshot.alarm.cleared' | 'earshot.alarm.stale'
  /** The microphone's name. */
  readonly subject: string
  /** End of the deciding window, RFC 3339. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: AlarmData
}

/** The present state of one source's alarm: the last event, as retained on `earshot/alarm/{source}`. */
export type AlarmSnapshot = AlarmEvent

/** The window that decided, as far as an event tells of it. */
export type DecidingWindow = Omit<WindowVerdict, 'indicators' | 'inferenceMs'>

export interface AlarmMoment {
  /** Whose module says so: the IoT Edge device's name, or another that tells modules apart. */
  readonly deviceId: string
  readonly state: AlarmStateName
  /** The alarm's label and its text for people. */
  readonly label: string
  readonly message: string
  /** Score of that label in the deciding window. */
  readonly score: number
  /** The deciding window; for `stale`, the last that was heard. */
  readonly verdict: DecidingWindow
  readonly evidence?: string
}

/**
 * Say in a CloudEvent what became of an alarm.
 *
 * The id is made of the source, the state and the end of the deciding window: the same however often the
 * event is built or sent, and another after a restart, since time goes on.
 */
export function alarmEvent({ deviceId, state, label, message, score, verdict, evidence }: AlarmMoment): AlarmEvent {
  const { source, window } = verdict
  const endMs = Math.round(window.endMs)
  return {
    specversion: '1.0',
    id: `${source}:${state}:${endMs}`,
    source: `/earshot/${encodeURIComponent(deviceId)}/${source}`,
    type: `earshot.alarm.${state}`,
    subject: source,
    time: new Date(endMs).toISOString(),
    datacontenttype: 'application/json',
    data: {
      source,
      state,
      label,
      message,
      score,
      Anomaly: verdict.anomaly,
      Details: { Message: verdict.message, Probabilities: verdict.probabilities },
      window,
      model: verdict.model,
      ...(evidence === undefined ? {} : { evidence }),
    },
  }
}
