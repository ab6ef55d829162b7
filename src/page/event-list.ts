import type { AlarmEvent } from '../detect/alarm-event.ts'
import { element } from './element.ts'

/** As many as one looks through. */
const MOST_SHOWN = 50
const SIGNS = { raised: '▲', cleared: '✓', stale: '◌' } as const

/** What happened lately, newest first. */
export class EventList {
  readonly #list: HTMLElement
  #events: readonly AlarmEvent[] = []

  constructor(list: HTMLElement) {
    this.#list = list
    this.replace([])
  }

  replace(events: readonly AlarmEvent[]): void {
    this.#events = events.slice(0, MOST_SHOWN)
    const rows = this.#events.map(rowOf)
    this.#list.replaceChildren(
      ...(rows.length > 0 ? rows : [element('li', 'none', 'No alarm has been raised or cleared.')]),
    )
  }

  add(events: readonly AlarmEvent[]): void {
    if (events.length > 0) this.replace([...events, ...this.#events])
  }
}

function rowOf({ time, data }: AlarmEvent): HTMLElement {
  const { source, state, label, score } = data
  const when = element('time', '', new Date(time).toLocaleTimeString(undefined, { hour12: false }))
  when.dateTime = time
  const what = element('span', 'what', `${source}: ${label} ${state}`)
  const row = element(
    'li',
    '',
    element('span', 'sign', SIGNS[state]),
    when,
    what,
    element('span', 'number', score.toFixed(2)),
  )
  row.dataset['state'] = state
  return row
}
