import { setMaxListeners } from 'node:events'
import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { Service } from '../lifecycle.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { Log } from './ports.ts'

export interface DeliveryOptions {
  readonly way: string
  readonly outbox: Outbox
  /** Send one event; resolve when the other side has acknowledged it. */
  readonly send: (event: AlarmEvent) => Promise<void>
  /** How many sources' events may be under way at once. */
  readonly maxInFlight: number
  /** A send that takes longer counts as failed and is repeated. @unit ms */
  readonly sendTimeoutMs: number
  /** Wait after the first failure; doubled after each further one of the same source, up to the longest. @unit ms */
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  readonly log: Log
}

/**
 * Carries events from the outbox over one way out: at least once, in order within a source,
 * sources beside each other. An event leaves the outbox only when its send has resolved.
 */
export class Delivery implements Service {
  readonly name: string
  readonly #options: DeliveryOptions
  /** Waiting entries of each source, oldest first. */
  readonly #bySource = new Map<string, OutboxEntry[]>()
  readonly #busy = new Set<string>()
  readonly #stopping = new AbortController()

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.name = `delivery to ${options.way}`
    // Each send waits for the end as well, so as many listen as are under way: no leak that Node.js should warn of.
    setMaxListeners(0, this.#stopping.signal)
  }

  async start(): Promise<void> {
    this.enqueue(this.#options.outbox.waiting(this.#options.way))
  }

  /** What is not acknowledged by now stays in the outbox for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort()
  }

  /** Entries that were just accepted; those of other ways are passed over. */
  enqueue(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      if (entry.way !== this.#options.way) continue
      const queue = this.#bySource.get(entry.source)
      if (queue) queue.push(entry)
      else this.#bySource.set(entry.source, [entry])
    }
    this.#fill()
  }

  #fill(): void {
    for (const [source, queue] of this.#bySource) {
      if (this.#stopping.signal.aborted || this.#busy.size >= this.#options.maxInFlight) return
      if (this.#busy.has(source)) continue
      this.#busy.add(source)
      void this.#drain(source, queue).finally(() => {
        this.#busy.delete(source)
        this.#fill()
      })
    }
  }

  /** Deliver one source's entries until none is left. */
  async #drain(source: string, queue: OutboxEntry[]): Promise<void> {
    const { log, way } = this.#options
    for (let failures = 0; queue[0] && !this.#stopping.signal.aborted; ) {
      try {
        await this.#deliver(queue[0])
        queue.shift()
        failures = 0
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        log.warn(`an alarm event could not be sent to ${way} and will be sent again`, { source, error })
        await this.#pause(failures++)
      }
    }
    if (queue.length === 0) this.#bySource.delete(source)
  }

  async #deliver(entry: OutboxEntry): Promise<void> {
    const { outbox, send, sendTimeoutMs } = this.#options
    const event = await outbox.read(entry)
    if (!event) return
    await within(sendTimeoutMs, this.#stopping.signal, send(event))
    await outbox.remove(entry)
  }

  #pause(failures: number): Promise<void> {
    const { firstRetryMs, longestRetryMs } = this.#options
    const ms = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures, 30))
    return within(ms, this.#stopping.signal, new Promise<void>(() => undefined)).catch(() => undefined)
  }
}

/** Wait for `work`, but no longer than `ms` and not past an abort. */
async function within(ms: number, signal: AbortSignal, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let giveUp: (() => void) | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no acknowledgement within ${ms} ms`)), ms)
    giveUp = () => reject(new Error('stopping'))
    signal.addEventListener('abort', giveUp)
  })
  try {
    await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    if (giveUp) signal.removeEventListener('abort', giveUp)
  }
}
