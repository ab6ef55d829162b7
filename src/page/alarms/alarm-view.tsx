import { clockTime, dateTime, duration } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { now, sources } from '../live/state.ts'
import { Silence } from '../source/silence.tsx'
import { ALARM_GLYPHS } from './alarm-list.tsx'
import type { AlarmRecord } from './alarm-records.ts'
import { ClipPlayer } from './clip-player.tsx'
import { alarms } from './known-alarms.ts'
import { ReviewButtons } from './review-buttons.tsx'

/** One alarm: look, listen, judge. */
export function AlarmView({ alarmId }: { readonly alarmId: string }) {
  const alarm = alarms.value.find(({ id }) => id === alarmId)
  if (!alarm) {
    return (
      <main class="narrow">
        <p class="empty">
          This alarm is not remembered any more. <a href={addressOf({ view: 'alarms' })}>All alarms</a>
        </p>
      </main>
    )
  }
  const { source, label, state, clip, windowStartMs } = alarm
  const silence = sources.value.get(source)?.value.silence ?? null
  return (
    <div class="layout">
      <main class="source-view" aria-labelledby="alarm-title">
        <header class="panel source-head" data-sign={state === 'cleared' || state === 'over' ? 'normal' : state}>
          <a href={addressOf({ view: 'alarms' })}>◀ All alarms</a>
          <div class="title-row">
            <h2 id="alarm-title">
              {source}: {label}
            </h2>
            <p class="badge">
              <span aria-hidden="true">{ALARM_GLYPHS[state]} </span>
              {state}
            </p>
          </div>
          <p class="note">{describeTimes(alarm)}</p>
          <p class="buttons">
            <a class="button" href={addressOf({ view: 'source', source, atMs: windowStartMs })}>
              Why it was raised
            </a>
            <a class="button" href={addressOf({ view: 'source', source })}>
              {source} now
            </a>
          </p>
        </header>
        {clip ? (
          <ClipPlayer key={clip.id} clip={clip} />
        ) : (
          <p class="empty">
            No recording of this alarm is kept: it made room for newer ones, or evidence is switched off.
          </p>
        )}
      </main>
      <aside class="side" aria-label="Review and controls">
        <ReviewButtons key={alarm.id} alarm={alarm} />
        <Silence source={source} silence={silence} />
      </aside>
    </div>
  )
}

function describeTimes({ raisedMs, clearedMs, state }: AlarmRecord): string {
  const raised = `Raised ${dateTime(raisedMs)}`
  if (clearedMs !== null) return `${raised}, cleared ${clockTime(clearedMs)} after ${duration(clearedMs - raisedMs)}`
  if (state === 'over') return `${raised}; its end is not remembered`
  return `${raised}, ${duration(now.value - raisedMs)} ago, and stands`
}
