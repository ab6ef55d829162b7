import type { WindowCount } from '../../detect/alarm-rule.ts'
import { highestRaiseAt, type JudgedAlarm } from '../../detect/fit-threshold.ts'
import type { Review } from './review.ts'
import type { VerdictHistory } from './verdict-history.ts'

/** An alarm is looked at from so long before it was raised to so long after. @unit ms */
const BEFORE_MS = 15_000
const AFTER_MS = 30_000

export interface LabelledAlarm extends JudgedAlarm {
  readonly label: string
}

/** The alarms that people judged, as far as the history still holds them. */
export async function judgedAlarms(
  history: VerdictHistory,
  reviews: readonly Review[],
  count: WindowCount,
): Promise<readonly LabelledAlarm[]> {
  const found: LabelledAlarm[] = []
  for (const source of history.sources()) {
    const own = reviews
      .filter((review) => review.source === source)
      .map((review) => ({ review, scores: [] as number[] }))
    if (own.length === 0) continue
    for await (const { windows } of history.stretches(source)) {
      for (const { endMs, scores } of windows) {
        for (const alarm of own) {
          const { raisedMs, alarmLabel } = alarm.review
          if (endMs < raisedMs - BEFORE_MS || endMs > raisedMs + AFTER_MS) continue
          const score = scores.find(({ label }) => label === alarmLabel)?.score
          if (score !== undefined) alarm.scores.push(score)
        }
      }
    }
    for (const { review, scores } of own) {
      const highest = highestRaiseAt(scores, count)
      if (highest === Number.NEGATIVE_INFINITY) continue
      found.push({ label: review.alarmLabel, highest, isFault: review.judgement !== 'false-alarm' })
    }
  }
  return found
}
