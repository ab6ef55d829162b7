import { type Signal, signal } from '@preact/signals'
import type { LiveModel, StreamFrame } from '../../adapters/http/api.ts'
import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { type ConnectionState, followLive } from './live-feed.ts'

/** As many as the server remembers. */
const MOST_EVENTS = 100

/** What the server told last. Each source is a signal of its own: a change redraws one tile, not the wall. */
export const connection = signal<ConnectionState>('connecting')
export const model = signal<LiveModel | null>(null)
export const sources = signal<ReadonlyMap<string, Signal<SourceStatus>>>(new Map())
/** Newest first. */
export const events = signal<readonly AlarmEvent[]>([])
/** The server's clock, every second. @unit Unix epoch ms */
export const now = signal(Date.now())
/** Counts the connections: what was asked for before may be old. */
export const connectionCount = signal(0)

/** The server's clock minus ours. @unit ms */
let offsetMs = 0

/** The server's clock at this moment. @unit Unix epoch ms */
export const serverNow = (): number => Date.now() + offsetMs

/** Begin to follow the server, for as long as the page is open. */
export function follow(): void {
  followLive({
    frame: take,
    state: (state) => {
      if (state === 'live' && connection.value !== 'live') connectionCount.value++
      connection.value = state
    },
  })
  setInterval(tick, 1_000)
}

function tick(): void {
  now.value = serverNow()
}

function take({ atMs, model: judging, sources: told, events: newEvents }: StreamFrame, isWhole: boolean): void {
  offsetMs = atMs - Date.now()
  tick()
  if (judging?.identity.sha256 !== model.value?.identity.sha256) model.value = judging
  const known = sources.value
  if (isWhole || told.some(({ source }) => !known.has(source))) {
    const kept = isWhole ? new Map<string, Signal<SourceStatus>>() : new Map(known)
    for (const status of told) kept.set(status.source, known.get(status.source) ?? signal(status))
    sources.value = kept
  }
  for (const status of told) {
    const own = sources.value.get(status.source)
    if (own) own.value = status
  }
  if (isWhole) events.value = newEvents
  else if (newEvents.length > 0) events.value = [...newEvents, ...events.value].slice(0, MOST_EVENTS)
}
