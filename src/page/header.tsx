import { route } from './live/place.ts'
import { addressOf, type Route, WALL } from './live/route.ts'
import { connection, model, sources } from './live/state.ts'
import { SessionButton } from './server/sign-in.tsx'

const PLACES: readonly { readonly name: string; readonly to: Route; readonly views: readonly Route['view'][] }[] = [
  { name: 'Sources', to: WALL, views: ['wall', 'source'] },
  { name: 'Alarms', to: { view: 'alarms' }, views: ['alarms', 'alarm'] },
  { name: 'Tuning', to: { view: 'tuning' }, views: ['tuning'] },
  { name: 'Models', to: { view: 'models' }, views: ['models'] },
]

/** Where one is, where one can go, who judges, and whether what is shown is true. */
export function Header() {
  const raised = [...sources.value.values()].filter(({ value }) => value.alarm.state === 'raised').length
  const judging = model.value
  return (
    <>
      <header class="top">
        <a class="home" href={addressOf(WALL)}>
          <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M7 13v6M13 8v16M19 11v10M25 14v4" />
          </svg>
          <h1>Earshot</h1>
        </a>
        <nav class="places" aria-label="Views">
          {PLACES.map(({ name, to, views }) => (
            <a key={name} href={addressOf(to)} aria-current={views.includes(route.value.view) ? 'page' : undefined}>
              {name}
              {name === 'Alarms' && raised > 0 && <span class="count">▲ {raised}</span>}
            </a>
          ))}
          <a href="/recordings">Try a recording</a>
        </nav>
        <p id="model" class="model">
          {judging && `${judging.identity.name} ${judging.identity.version} · ${judging.engineName}`}
        </p>
        <p id="connection" class="connection" role="status" data-state={connection.value}>
          {connection.value}
        </p>
        <SessionButton />
      </header>
      {connection.value === 'lost' && (
        <p class="banner" role="alert">
          The connection is lost: what is shown is old. Trying again.
        </p>
      )}
    </>
  )
}
