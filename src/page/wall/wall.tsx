import { count } from '../format.ts'
import { go } from '../live/place.ts'
import { addressOf, type Route, WALL_FILTERS, type WallFilter } from '../live/route.ts'
import { sources } from '../live/state.ts'
import { Tile } from './tile.tsx'
import { isFound, orderOfWall, passes } from './wall-order.ts'

const NAMES: Readonly<Record<WallFilter, string>> = {
  all: 'All',
  alarm: '▲ Alarm',
  anomalous: '● Anomalous',
  silent: '◌ Silent',
  silenced: 'Silenced',
  normal: '✓ Normal',
}
/** Up to so many tiles there is room for a curve in each, and for large ones. */
const ROOMY = 60
const LARGE = 12

/** Every source at a glance, alarms first. */
export function Wall({ filter, find }: Extract<Route, { view: 'wall' }>) {
  const all = [...sources.value.values()].map(({ value }) => value)
  const shown = orderOfWall(all.filter((status) => passes(status, filter) && isFound(status, find)))
  const density = shown.length <= LARGE ? 'large' : shown.length <= ROOMY ? 'medium' : 'small'

  return (
    <main class="wall-view" aria-label="Sources">
      <div class="wall-bar">
        <nav class="chips" aria-label="Show">
          {WALL_FILTERS.map((name) => (
            <a
              key={name}
              class="chip"
              data-filter={name}
              href={addressOf({ view: 'wall', filter: name, find })}
              aria-current={name === filter ? 'true' : undefined}
            >
              {NAMES[name]} <b>{all.filter((status) => passes(status, name)).length}</b>
            </a>
          ))}
        </nav>
        <label class="search">
          <span class="hidden-label">Find a source</span>
          <input
            type="search"
            placeholder="Find by name or verdict"
            value={find}
            onInput={({ currentTarget }) => go({ view: 'wall', filter, find: currentTarget.value }, true)}
          />
        </label>
      </div>
      {all.length === 0 && <NothingYet />}
      {all.length > 0 && shown.length === 0 && (
        <p class="empty">None of {count(all.length, 'source')} is like that. Choose another filter, or search less.</p>
      )}
      {density === 'small' && <p class="note">Numbers: anomaly score of the last window, 0 to 1, and its level.</p>}
      <ul class="wall" data-density={density}>
        {shown.map(({ source }) => {
          const status = sources.value.get(source)
          return (
            status && (
              <li key={source}>
                <Tile status={status} isRoomy={density !== 'small'} />
              </li>
            )
          )
        })}
      </ul>
    </main>
  )
}

function NothingYet() {
  return (
    <p class="empty">
      No source is heard yet. Publish sound to <code>earshot/audio/NAME</code>, or play a recording:{' '}
      <code>npx earshot publish FILE --source NAME</code>
    </p>
  )
}
