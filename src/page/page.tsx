import { effect } from '@preact/signals'
import { render } from 'preact'
import { AlarmView } from './alarms/alarm-view.tsx'
import { AlarmsView } from './alarms/alarms-view.tsx'
import { followAlarms } from './alarms/known-alarms.ts'
import { count } from './format.ts'
import { Header } from './header.tsx'
import { route } from './live/place.ts'
import { follow, sources } from './live/state.ts'
import { ModelsView } from './models/models-view.tsx'
import { readSession } from './server/session.ts'
import { SignInDialog } from './server/sign-in.tsx'
import { SourceView } from './source/source-view.tsx'
import { TuningView } from './tuning/tuning-view.tsx'
import { Home } from './wall/home.tsx'

function Page() {
  return (
    <>
      <Header />
      <View />
      <SignInDialog />
    </>
  )
}

function View() {
  const shown = route.value
  switch (shown.view) {
    case 'source':
      return <SourceView source={shown.source} atMs={shown.atMs} />
    case 'alarm':
      return <AlarmView alarmId={shown.alarmId} />
    case 'alarms':
      return <AlarmsView />
    case 'tuning':
      return <TuningView />
    case 'models':
      return <ModelsView />
    case 'wall':
      return <Home {...shown} />
  }
}

follow()
followAlarms()
void readSession().catch(() => undefined)
effect(() => {
  const raised = [...sources.value.values()].filter(({ value }) => value.alarm.state === 'raised').length
  document.title = raised > 0 ? `▲ ${count(raised, 'alarm')} · Earshot` : 'Earshot'
})
const place = document.getElementById('page')
if (place) render(<Page />, place)
