import type { ServerResponse } from 'node:http'
import type { AlarmEvent } from '../../detect/alarm-event.ts'
import { OverloadedError } from '../../errors.ts'
import type { Clock } from '../../pipeline/ports.ts'
import type { StreamFrame } from './api.ts'
import { beginEventStream, eventOf } from './event-stream.ts'
import type { LiveView } from './ports.ts'
import type { RecentEvents } from './recent-events.ts'

export interface LiveStreamOptions {
  readonly maxClients: number
  /** Shortest time between two updates. @unit ms */
  readonly updateEveryMs?: number
  /** Longest silence. @unit ms */
  readonly beatEveryMs?: number
  /** A client with more than this waiting in its socket is sent nothing until that has gone. */
  readonly maxWaitingBytes?: number
}

interface Client {
  readonly response: ServerResponse
  /** It missed something: it gets everything once its socket is empty. */
  isBehind: boolean
}

/**
 * Tells every open page what changed, by server-sent events. A frame is made once for all clients. What a slow
 * client would have to wait for is never queued: it gets the latest state when it can take it.
 */
export class LiveStream {
  readonly #view: LiveView
  readonly #recent: RecentEvents
  readonly #clock: Clock
  readonly #options: Required<LiveStreamOptions>
  readonly #clients = new Set<Client>()
  readonly #changed = new Set<string>()
  #newEvents: AlarmEvent[] = []
  #update: NodeJS.Timeout | undefined
  #beat: NodeJS.Timeout | undefined

  constructor(view: LiveView, recent: RecentEvents, clock: Clock, options: LiveStreamOptions) {
    this.#view = view
    this.#recent = recent
    this.#clock = clock
    this.#options = { updateEveryMs: 250, beatEveryMs: 5_000, maxWaitingBytes: 256 * 1024, ...options }
  }

  get clientCount(): number {
    return this.#clients.size
  }

  /** @throws {@link OverloadedError} when as many follow as may. */
  add(response: ServerResponse): void {
    if (this.#clients.size >= this.#options.maxClients) {
      throw new OverloadedError(`${this.#clients.size} pages follow already; close one or raise http.maxStreams`)
    }
    beginEventStream(response)
    const client: Client = { response, isBehind: false }
    this.#clients.add(client)
    response.on('close', () => this.#remove(client))
    response.on('error', () => this.#remove(client))
    response.write(this.#snapshot())
    this.#beat ??= setInterval(() => this.#send(this.#frame('beat', [], [])), this.#options.beatEveryMs)
  }

  /** Something about `source` changed. */
  note(source: string, event?: AlarmEvent): void {
    if (this.#clients.size === 0) return
    this.#changed.add(source)
    if (event) this.#newEvents.unshift(event)
    this.#update ??= setTimeout(() => this.#sendUpdate(), this.#options.updateEveryMs)
  }

  close(): void {
    for (const { response } of this.#clients) response.end()
    this.#clients.clear()
    this.#rest()
  }

  #remove(client: Client): void {
    this.#clients.delete(client)
    if (this.#clients.size === 0) this.#rest()
  }

  /** Nobody listens: no timer runs and nothing gathers. */
  #rest(): void {
    clearTimeout(this.#update)
    clearInterval(this.#beat)
    this.#update = undefined
    this.#beat = undefined
    this.#changed.clear()
    this.#newEvents = []
  }

  #sendUpdate(): void {
    this.#update = undefined
    const sources = this.#view.sources().filter(({ source }) => this.#changed.has(source))
    const frame = this.#frame('update', sources, this.#newEvents)
    this.#changed.clear()
    this.#newEvents = []
    this.#beat?.refresh()
    this.#send(frame)
  }

  #send(frame: string): void {
    for (const client of this.#clients) {
      const { writableLength } = client.response
      if (client.isBehind && writableLength === 0) {
        client.isBehind = false
        client.response.write(this.#snapshot())
      } else if (client.isBehind || writableLength > this.#options.maxWaitingBytes) client.isBehind = true
      else client.response.write(frame)
    }
  }

  #snapshot(): string {
    return this.#frame('snapshot', this.#view.sources(), this.#recent.list())
  }

  #frame(name: 'snapshot' | 'update' | 'beat', sources: StreamFrame['sources'], events: StreamFrame['events']): string {
    const frame: StreamFrame = { atMs: this.#clock(), model: this.#view.model(), sources, events }
    return eventOf(name, frame)
  }
}
