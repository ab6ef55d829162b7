import type { EvidenceClip, Review } from '../../adapters/http/api.ts'
import type { AlarmEvent } from '../../detect/alarm-event.ts'

/** One alarm from its beginning to its end, as far as that is known. */
export interface AlarmRecord {
  /** Of the event that says that it was raised. */
  readonly id: string
  readonly source: string
  readonly label: string
  /** @unit Unix epoch ms */
  readonly raisedMs: number
  /** `over`: from before the events that are remembered. */
  readonly state: 'raised' | 'stale' | 'cleared' | 'over'
  /** When it cleared; null while it stands and when that is not known. @unit Unix epoch ms */
  readonly clearedMs: number | null
  /** The window that raised it. */
  readonly windowStartMs: number
  readonly clip?: EvidenceClip
  readonly review?: Review
}

/**
 * Put together what is known of alarms: events, recordings and reviews.
 *
 * @param events - In any order. An alarm that was stale and is raised again is the same one.
 * @returns Newest first.
 */
export function alarmRecords(
  events: readonly AlarmEvent[],
  clips: readonly EvidenceClip[],
  reviews: readonly Review[],
): AlarmRecord[] {
  const records = new Map<string, AlarmRecord>()
  for (const { alarmId, source, label, raisedMs, window } of clips) {
    records.set(alarmId, {
      id: alarmId,
      source,
      label,
      raisedMs,
      state: 'over',
      clearedMs: null,
      windowStartMs: window.startMs,
    })
  }
  const open = new Map<string, string>()
  for (const { id, data } of events.toSorted((a, b) => a.data.window.endMs - b.data.window.endMs)) {
    const { source, state, label, window } = data
    const known = records.get(open.get(source) ?? '')
    if (known) records.set(known.id, { ...known, state, clearedMs: state === 'cleared' ? window.endMs : null })
    else if (state === 'raised') {
      const [raisedMs, windowStartMs] = [window.endMs, window.startMs]
      records.set(id, { id, source, label, raisedMs, state, clearedMs: null, windowStartMs })
      open.set(source, id)
    }
    if (state === 'cleared') open.delete(source)
  }
  const clipOf = new Map(clips.map((clip) => [clip.alarmId, clip]))
  const reviewOf = new Map(reviews.map((review) => [review.alarmId, review]))
  return [...records.values()]
    .toSorted((a, b) => b.raisedMs - a.raisedMs)
    .map((record) => {
      const [clip, review] = [clipOf.get(record.id), reviewOf.get(record.id)]
      return { ...record, ...(clip ? { clip } : {}), ...(review ? { review } : {}) }
    })
}
