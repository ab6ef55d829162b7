import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { Service } from '../../lifecycle.ts'
import type { AlarmMemory, DropReason, Outbox, OutboxEntry } from '../../pipeline/outbox.ts'
import type { Clock, Log } from '../../pipeline/ports.ts'
import { type OpenStore, openStore } from './level-store.ts'

export interface LevelOutboxOptions {
  /** Folder of the store, made when missing. One process at a time may have it open. */
  readonly folder: string
  /** The ways out; entries of a way that is no longer named are dropped at the start. */
  readonly ways: readonly string[]
  /** Most bytes that may wait on one way; beyond it the way's oldest entries are dropped. */
  readonly maxBytesPerWay: number
  /** Entries older than this are dropped. @unit ms */
  readonly maxAgeMs: number
  /** Sources whose last event is remembered; beyond it the oldest give way, those of alarms that have ended first. */
  readonly maxSources?: number
  readonly clock: Clock
  readonly log: Log
  readonly onDrop: (entry: OutboxEntry, reason: DropReason) => void
}

interface Stored {
  readonly acceptedAtMs: number
  readonly event: AlarmEvent
}

/** More than sources are listened to at once, since some have been forgotten. */
const MOST_SOURCES = 10_000

/** Events that are written together, since they came while the ones before were being written. */
interface Batch {
  readonly accepted: { readonly stored: Stored; readonly entries: readonly OutboxEntry[] }[]
  readonly written: Promise<void>
}

/**
 * A device without a battery begins in 1970, until it has asked for the time. What it accepted before that
 * must not look decades old.
 */
const CLOCKS_ARE_SET_SINCE_MS = Date.UTC(2025, 0)

/**
 * The outbox in LevelDB: keys `way!sequence` in order, values the event and when it was accepted; and
 * `last@source`, the source's last event, which outlives its delivery, in bounded number.
 *
 * `add` writes all ways and the memory in one batch and waits for fsync, so an accepted event outlives a power
 * cut; events that come meanwhile share the next one, in order. `remove` does not wait for the disk: losing a
 * removal only sends the event again, under its old id.
 */
export class LevelOutbox implements Outbox, AlarmMemory, Service {
  readonly name = 'outbox'
  readonly #options: LevelOutboxOptions
  #level: OpenStore<Stored>['level'] | undefined
  readonly #queues = new Map<string, Queue>()
  /** The latest last. */
  readonly #last = new Map<string, Stored>()
  #nextSequence = 0
  #gathering: Batch | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: LevelOutboxOptions) {
    this.#options = options
  }

  /** @throws {@link ConfigError} when another process has the store, or it cannot be used. */
  async start(): Promise<void> {
    const { folder, ways, log, onDrop } = this.#options
    const { level, contents } = await openStore<Stored>(folder, log)
    this.#level = level
    for (const way of ways) this.#queues.set(way, { entries: new Map(), bytes: 0 })

    const strays: string[] = []
    for (const [key, stored] of contents) {
      if (key.startsWith(LAST)) {
        if (stored.event.data.state !== 'raised' && this.#isTooOld(stored)) strays.push(key)
        else this.#last.set(stored.event.subject, stored)
        continue
      }
      const [way, sequence] = parseKey(key)
      const entry = entryOf(way, sequence, stored)
      this.#nextSequence = Math.max(this.#nextSequence, sequence + 1)
      const queue = this.#queues.get(way)
      if (queue) append(queue, entry)
      else {
        strays.push(key)
        onDrop(entry, 'way')
      }
    }
    const inOrder = [...this.#last].sort(([, a], [, b]) => a.acceptedAtMs - b.acceptedAtMs)
    this.#last.clear()
    for (const [source, stored] of inOrder) this.#last.set(source, stored)
    await level.batch(strays.map((key) => ({ type: 'del', key })))
    await this.#forgetOverLimit()
    await this.#dropOverLimits()
  }

  async stop(): Promise<void> {
    await this.#writing
    await this.#level?.close()
  }

  waiting(way: string): readonly OutboxEntry[] {
    return [...(this.#queues.get(way)?.entries.values() ?? [])]
  }

  lastEvents(): readonly AlarmEvent[] {
    return [...this.#last.values()].map(({ event }) => event)
  }

  async add(event: AlarmEvent): Promise<readonly OutboxEntry[]> {
    const sequence = this.#nextSequence++
    const stored: Stored = { acceptedAtMs: this.#options.clock(), event }
    const entries = this.#options.ways.map((way) => entryOf(way, sequence, stored))
    this.#gathering ??= this.#nextBatch()
    this.#gathering.accepted.push({ stored, entries })
    await this.#gathering.written
    return entries
  }

  async read(entry: OutboxEntry): Promise<AlarmEvent | undefined> {
    if (this.#isTooOld(entry)) await this.#dropOverLimits()
    if (!this.#queues.get(entry.way)?.entries.has(entry.sequence)) return undefined
    return (await this.#open().get(keyOf(entry)))?.event
  }

  async remove(entry: OutboxEntry): Promise<void> {
    const queue = this.#queues.get(entry.way)
    if (queue?.entries.delete(entry.sequence)) queue.bytes -= entry.sizeBytes
    await this.#open().del(keyOf(entry))
  }

  #open(): OpenStore<Stored>['level'] {
    if (this.#level === undefined) throw new Error('the outbox has not been started')
    return this.#level
  }

  /** Written when the batch before is: until then it gathers. */
  #nextBatch(): Batch {
    const accepted: Batch['accepted'] = []
    const written = this.#writing.then(() => {
      this.#gathering = undefined
      return this.#write(accepted)
    })
    this.#writing = written.catch(() => undefined)
    return { accepted, written }
  }

  async #write(accepted: Batch['accepted']): Promise<void> {
    const puts = accepted.flatMap(({ stored, entries }) => [
      ...entries.map((entry) => ({ type: 'put', key: keyOf(entry), value: stored }) as const),
      { type: 'put', key: `${LAST}${stored.event.subject}`, value: stored } as const,
    ])
    await this.#open().batch(puts, { sync: true })
    for (const { stored, entries } of accepted) {
      this.#last.delete(stored.event.subject)
      this.#last.set(stored.event.subject, stored)
      for (const entry of entries) {
        const queue = this.#queues.get(entry.way)
        if (queue) append(queue, entry)
      }
    }
    await this.#forgetOverLimit()
    await this.#dropOverLimits()
  }

  async #forgetOverLimit(): Promise<void> {
    const { maxSources = MOST_SOURCES, log } = this.#options
    const excess = this.#last.size - maxSources
    if (excess <= 0) return
    const oldestFirst = [...this.#last.values()].map(({ event }) => event)
    const hasEnded = ({ data }: AlarmEvent): boolean => data.state === 'cleared'
    const ended = oldestFirst.filter(hasEnded).slice(0, excess)
    const others = oldestFirst.filter((event) => !hasEnded(event)).slice(0, excess - ended.length)
    const going = [...ended, ...others]
    for (const { subject, data } of going) {
      this.#last.delete(subject)
      log.warn('the last event of a source was forgotten, for there are too many', {
        source: subject,
        state: data.state,
        maxSources,
      })
    }
    await this.#open().batch(going.map(({ subject }) => ({ type: 'del', key: `${LAST}${subject}` })))
  }

  #isTooOld({ acceptedAtMs }: Pick<Stored, 'acceptedAtMs'>): boolean {
    return acceptedAtMs > CLOCKS_ARE_SET_SINCE_MS && this.#options.clock() - acceptedAtMs > this.#options.maxAgeMs
  }

  async #dropOverLimits(): Promise<void> {
    const { maxBytesPerWay, onDrop } = this.#options
    for (const queue of this.#queues.values()) {
      for (const entry of queue.entries.values()) {
        const isTooOld = this.#isTooOld(entry)
        if (!isTooOld && queue.bytes <= maxBytesPerWay) break
        await this.remove(entry)
        onDrop(entry, isTooOld ? 'age' : 'bytes')
      }
    }
  }
}

/** Entries in the order of acceptance: a Map iterates in the order of insertion. */
interface Queue {
  readonly entries: Map<number, OutboxEntry>
  bytes: number
}

function append(queue: Queue, entry: OutboxEntry): void {
  queue.entries.set(entry.sequence, entry)
  queue.bytes += entry.sizeBytes
}

function entryOf(way: string, sequence: number, { acceptedAtMs, event }: Stored): OutboxEntry {
  return { way, sequence, source: event.subject, acceptedAtMs, sizeBytes: Buffer.byteLength(JSON.stringify(event)) }
}

/** No way's name begins like this, and no source's name holds an `@`. */
const LAST = 'last@'

/** Sixteen digits sort as numbers do, and hold every safe integer. */
function keyOf({ way, sequence }: OutboxEntry): string {
  return `${way}!${String(sequence).padStart(16, '0')}`
}

function parseKey(key: string): [way: string, sequence: number] {
  const split = key.lastIndexOf('!')
  return [key.slice(0, split), Number(key.slice(split + 1))]
}
