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
  const changes: AlarmChange[] = []
  const { pairs, alone } = pair(now, other)
  for (const [alarm, same] of pairs) {
    const isMoved = same !== undefined && same.raisedMs !== alarm.raisedMs
    if (same !== undefined && !isMoved) continue
    const { label, raisedMs: atMs } = same ?? alarm
    const change =
      same === undefined ? 'no longer raised' : same.raisedMs < alarm.raisedMs ? 'raised earlier' : 'raised later'
    changes.push({ source, atMs, label, change, judgement: judgementOf(alarm) })
  }
  for (const alarm of alone) {
    const { label, raisedMs: atMs } = alarm
    changes.push({ source, atMs, label, change: 'newly raised', judgement: judgementOf(alarm) })
  }
  return { now: count(now, reviews), other: count(other, reviews), changes }
}

type Pair = readonly [alarm: ReplayedAlarm, same: ReplayedAlarm | undefined]

/**
 * Each alarm with the first other one that is the same, and the others that are then alone. A rule without any delay
 * makes of a week a hundred thousand alarms: both are gone through once, by time.
 */
function pair(alarms: readonly ReplayedAlarm[], others: readonly ReplayedAlarm[]) {
  const left = others.toSorted(byTime)
  const pairs: Pair[] = []
  const alone: ReplayedAlarm[] = []
  let next = 0
  for (const alarm of alarms.toSorted(byTime)) {
    let other = left[next]
    while (other !== undefined && other.raisedMs < alarm.raisedMs && !isSame(alarm, other)) {
      alone.push(other)
      next += 1
      other = left[next]
    }
    const isPair = other !== undefined && isSame(alarm, other)
    pairs.push([alarm, isPair ? other : undefined])
    if (isPair) next += 1
  }
  return { pairs, alone: [...alone, ...left.slice(next)] }
}

const byTime = (a: ReplayedAlarm, b: ReplayedAlarm): number => a.raisedMs - b.raisedMs

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
