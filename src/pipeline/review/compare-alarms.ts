import type { ReplayedAlarm } from '../../detect/replay.ts'
import type { AlarmChange, Counts } from './outcome.ts'
import type { Review } from './review.ts'

/** Alarms of two rules that begin this close together are the same one, though they do not overlap. @unit ms */
const SAME_ALARM_MS = 30_000

export interface ComparedAlarms {
  readonly now: Counts
  readonly other: Counts
  readonly changes: readonly AlarmChange[]
}

/**
 * One source's alarms by two rules, with what people said of them.
 *
 * @param reviews - Of this source, within the time that was replayed.
 */
export function compareAlarms(
  source: string,
  now: readonly ReplayedAlarm[],
  other: readonly ReplayedAlarm[],
  reviews: readonly Review[],
): ComparedAlarms {
  const judgementOf = (alarm: ReplayedAlarm) => reviews.find((review) => isOf(review, alarm))?.judgement ?? null
  const left = new Set(other)
  const changes: AlarmChange[] = []
  for (const alarm of now) {
    const same = [...left].find((other) => isSame(alarm, other))
    if (same !== undefined) left.delete(same)
    const isMoved = same !== undefined && same.raisedMs !== alarm.raisedMs
    if (same !== undefined && !isMoved) continue
    const { label, raisedMs: atMs } = same ?? alarm
    const change =
      same === undefined ? 'no longer raised' : same.raisedMs < alarm.raisedMs ? 'raised earlier' : 'raised later'
    changes.push({ source, atMs, label, change, judgement: judgementOf(alarm) })
  }
  for (const alarm of left) {
    changes.push({
      source,
      atMs: alarm.raisedMs,
      label: alarm.label,
      change: 'newly raised',
      judgement: judgementOf(alarm),
    })
  }
  return { now: count(now, reviews), other: count(other, reviews), changes }
}

function count(alarms: readonly ReplayedAlarm[], reviews: readonly Review[]): Counts {
  const isRaised = (review: Review): boolean => alarms.some((alarm) => isOf(review, alarm))
  return {
    raised: alarms.length,
    falseAlarms: reviews.filter((review) => review.judgement === 'false-alarm' && isRaised(review)).length,
    missed: reviews.filter((review) => review.judgement !== 'false-alarm' && !isRaised(review)).length,
  }
}

function isOf({ raisedMs }: Review, alarm: ReplayedAlarm): boolean {
  return isSame({ label: '', raisedMs, clearedMs: raisedMs }, alarm)
}

function isSame(a: ReplayedAlarm, b: ReplayedAlarm): boolean {
  if (Math.abs(a.raisedMs - b.raisedMs) <= SAME_ALARM_MS) return true
  return (
    a.raisedMs <= (b.clearedMs ?? Number.POSITIVE_INFINITY) && b.raisedMs <= (a.clearedMs ?? Number.POSITIVE_INFINITY)
  )
}
