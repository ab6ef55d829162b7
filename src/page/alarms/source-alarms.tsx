import { AlarmList } from './alarm-list.tsx'
import { alarms } from './known-alarms.ts'

/** More are on the page of all alarms. */
const MOST_SHOWN = 8

/** The last alarms of one source. */
export function SourceAlarms({ source }: { readonly source: string }) {
  const own = alarms.value.filter((alarm) => alarm.source === source)
  return (
    <section class="panel" aria-labelledby="source-alarms-title">
      <h2 id="source-alarms-title">Alarms</h2>
      <AlarmList alarms={own.slice(0, MOST_SHOWN)} isOfOne />
      {own.length > MOST_SHOWN && <a href="#/alarms">All alarms</a>}
    </section>
  )
}
