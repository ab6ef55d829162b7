import { dateTime, duration } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { now } from '../live/state.ts'
import type { AlarmRecord } from './alarm-records.ts'
import { describeJudgement } from './judgements.ts'

/** A sign for each state of an alarm: colour is never the only one. */
export const ALARM_GLYPHS = { raised: '▲', stale: '◌', cleared: '✓', over: '✓' } as const

/** Alarms as a list; each leads to its recording and its review. */
export function AlarmList({
  alarms,
  isOfOne,
}: {
  readonly alarms: readonly AlarmRecord[]
  readonly isOfOne?: boolean
}) {
  if (alarms.length === 0) return <p class="note">No alarm has been raised.</p>
  return (
    <ol class="alarms">
      {alarms.map(({ id, source, label, state, raisedMs, clearedMs, clip, review }) => (
        <li key={id} data-state={state}>
          <a href={addressOf({ view: 'alarm', alarmId: id })}>
            <span class="sign" aria-hidden="true">
              {ALARM_GLYPHS[state]}
            </span>
            <span class="what">{isOfOne ? label : `${source}: ${label}`}</span>
            <span class="tag">{review ? describeJudgement(review.judgement) : 'not reviewed'}</span>
            <time class="when" dateTime={new Date(raisedMs).toISOString()}>
              {dateTime(raisedMs)}
            </time>
            <span class="when">
              {state === 'raised' || state === 'stale'
                ? `${state} for ${duration(now.value - raisedMs)}`
                : clearedMs === null
                  ? 'over'
                  : `cleared after ${duration(clearedMs - raisedMs)}`}
              {clip ? ' · recording' : ''}
            </span>
          </a>
        </li>
      ))}
    </ol>
  )
}
