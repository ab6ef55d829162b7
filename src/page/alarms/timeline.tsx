import { useState } from 'preact/hooks'
import { Choices } from '../choices.tsx'
import { clockTime, count, shortDay } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { now } from '../live/state.ts'
import type { View } from '../sound/sound-track.ts'
import { timeTicks } from '../sound/time-ticks.ts'
import type { AlarmRecord } from './alarm-records.ts'

const HOUR_MS = 60 * 60_000
const SPANS = [
  { value: 1, name: '1 h' },
  { value: 24, name: '1 day' },
  { value: 7 * 24, name: '7 days' },
]
/** Narrower bars could not be seen or hit. @unit % */
const NARROWEST = 0.6

/** Alarms over time, a lane for each source that has had one. */
export function Timeline({ alarms }: { readonly alarms: readonly AlarmRecord[] }) {
  const [hours, setHours] = useState(1)
  const view: View = { fromMs: now.value - hours * HOUR_MS, toMs: now.value }
  const shown = alarms.filter((alarm) => endOf(alarm, view.toMs) >= view.fromMs)
  const lanes = [...new Set(shown.map(({ source }) => source))]
  const left = (ms: number) => Math.min(100, Math.max(0, (100 * (ms - view.fromMs)) / (view.toMs - view.fromMs)))
  const label = hours > 24 ? shortDay : (ms: number) => clockTime(ms).slice(0, 5)

  return (
    <section class="panel" aria-labelledby="timeline-title">
      <div class="chart-head">
        <h2 id="timeline-title">Timeline</h2>
        <Choices label="Time that is shown" kind="spans" choices={SPANS} chosen={hours} onChoose={setHours} />
      </div>
      {lanes.length === 0 && <p class="note">No alarm in this time.</p>}
      <div class="lanes">
        {lanes.map((source) => (
          <div key={source} class="lane">
            <a class="lane-name" href={addressOf({ view: 'source', source })}>
              {source}
            </a>
            <div class="lane-bars">
              {shown
                .filter((alarm) => alarm.source === source)
                .map((alarm) => {
                  const from = left(alarm.raisedMs)
                  const width = Math.max(NARROWEST, left(endOf(alarm, view.toMs)) - from)
                  return (
                    <a
                      key={alarm.id}
                      class="bar"
                      data-state={alarm.state}
                      style={{ left: `${Math.min(from, 100 - NARROWEST)}%`, width: `${width}%` }}
                      href={addressOf({ view: 'alarm', alarmId: alarm.id })}
                      title={`${source}: ${alarm.label}, raised ${clockTime(alarm.raisedMs)}, ${alarm.state}`}
                      aria-label={`${source}: ${alarm.label}, raised ${clockTime(alarm.raisedMs)}, ${alarm.state}`}
                    >
                      {alarm.state === 'raised' ? '▲' : '·'}
                    </a>
                  )
                })}
            </div>
          </div>
        ))}
        {lanes.length > 0 && (
          <div class="lane-axis" aria-hidden="true">
            {timeTicks(view, 7).map((ms) => (
              <span key={ms} style={{ left: `${left(ms)}%` }}>
                {label(ms)}
              </span>
            ))}
          </div>
        )}
      </div>
      <p class="note">{count(shown.length, 'alarm')} in this time.</p>
    </section>
  )
}

/** An alarm that stands goes on until now; one whose end nobody remembers is a point. */
function endOf({ state, clearedMs, raisedMs }: AlarmRecord, nowMs: number): number {
  if (clearedMs !== null) return clearedMs
  return state === 'over' ? raisedMs : nowMs
}
