/** Which sources the wall shows. */
export type WallFilter = 'all' | 'alarm' | 'anomalous' | 'silent' | 'silenced' | 'normal'

/** What the page shows; the part of its address after `#`, so that every view can be linked to. */
export type Route =
  | { readonly view: 'wall'; readonly filter: WallFilter; readonly find: string }
  /** `atMs`: start of the window that is explained; without it the last one. */
  | { readonly view: 'source'; readonly source: string; readonly atMs?: number }
  | { readonly view: 'alarms' }
  | { readonly view: 'alarm'; readonly alarmId: string }
  | { readonly view: 'tuning' }
  | { readonly view: 'models' }

export const WALL_FILTERS = ['all', 'alarm', 'anomalous', 'silent', 'silenced', 'normal'] as const
export const WALL: Route = { view: 'wall', filter: 'all', find: '' }

/** Read an address; what cannot be read leads to the wall. @param hash - With or without its `#`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [view = '', ...rest] = path.split('/').map(decoded)
  const name = rest.join('/')
  const asked = new URLSearchParams(query)
  switch (view) {
    case 'source': {
      const atMs = Number(asked.get('at') ?? Number.NaN)
      return name ? { view, source: name, ...(Number.isFinite(atMs) ? { atMs } : {}) } : WALL
    }
    case 'alarm':
      return name ? { view, alarmId: name } : { view: 'alarms' }
    case 'alarms':
    case 'tuning':
    case 'models':
      return { view }
    default: {
      const filter = WALL_FILTERS.find((known) => known === asked.get('show')) ?? 'all'
      return { view: 'wall', filter, find: asked.get('find') ?? '' }
    }
  }
}

/** The address of a view: {@link parseRoute} read backwards. */
export function addressOf(route: Route): string {
  switch (route.view) {
    case 'source':
      return `#/source/${encodeURIComponent(route.source)}${route.atMs === undefined ? '' : `?at=${route.atMs}`}`
    case 'alarm':
      return `#/alarm/${encodeURIComponent(route.alarmId)}`
    case 'wall': {
      const asked = new URLSearchParams()
      if (route.filter !== 'all') asked.set('show', route.filter)
      if (route.find) asked.set('find', route.find)
      return asked.size === 0 ? '#/' : `#/?${asked}`
    }
    case 'alarms':
    case 'tuning':
    case 'models':
      return `#/${route.view}`
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
