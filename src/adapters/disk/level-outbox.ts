import { ClassicLevel } from 'classic-level'
import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { Service } from '../../lifecycle.ts'
import type { DropReason, Outbox, OutboxEntry } from '../../pipeline/outbox.ts'
import type { Clock } from '../../pipeline/ports.ts'

export interface LevelOutboxOptions {
  /** Folder of the store, made when missing. One process at a time may have it open. */
  readonly folder: string
  /** The ways out; entries of a way that is no longer named are dropped at the start. */
  readonly ways: readonly string[]
  /** Most bytes that may wait on one way; beyond it the way's oldest entries are dropped. */
  readonly maxBytesPerWay: number
  /** Entries older than this are dropped. @unit ms */
  readonly maxAgeMs: number
  readonly clock: Clock
  readonly onDrop: (entry: OutboxEntry, reason: DropReason) => void
}

interface Stored {
  readonly acceptedAtMs: number
  readonly event: AlarmEvent
}

/**
 * The outbox in LevelDB: keys `way!sequence` in order, values the event and when it was accepted.
 *
 * `add` writes all ways in one batch and waits for fsync, so an accepted event outlives a power cut.
 * `remove` does not wait for the disk: losing a removal only sends the event again, under its old id.
 */
export class LevelOutbox implements Outbox, Service {
  readonly name = 'outbox'
  readonly #options: LevelOutboxOptions
  readonly #level: ClassicLevel<string, Stored>
  readonly #queues = new Map<string, Queue>()
  #nextSequence = 0

  constructor(options: LevelOutboxOptions) {
    this.#options = options
    this.#level = new ClassicLevel(options.folder, { valueEncoding: 'json' })
  }

  async start(): Promise<void> {
    await this.#level.open()
    for (const way of this.#options.ways) this.#queues.set(way, { entries: new Map(), bytes: 0 })

    const strays: string[] = []
    for await (const [key, stored] of this.#level.iterator()) {
      const [way, sequence] = parseKey(key)
      this.#nextSequence = Math.max(this.#nextSequence, sequence + 1)
      const queue = this.#queues.get(way)
      if (queue) append(queue, entryOf(way, sequence, stored))
      else strays.push(key)
    }
    await this.#level.batch(strays.map((key) => ({ type: 'del', key })))
    await this.#dropOverLimits()
  }

  async stop(): Promise<void> {
    await this.#level.close()
  }

  waiting(way: string): readonly OutboxEntry[] {
    return [...(this.#queues.get(way)?.entries.values() ?? [])]
  }

  async add(event: AlarmEvent): Promise<readonly OutboxEntry[]> {
    const sequence = this.#nextSequence++
    const stored: Stored = { acceptedAtMs: this.#options.clock(), event }
    const entries = this.#options.ways.map((way) => entryOf(way, sequence, stored))
    await this.#level.batch(
      entries.map((entry) => ({ type: 'put', key: keyOf(entry), value: stored })),
      { sync: true },
    )
    for (const entry of entries) {
      const queue = this.#queues.get(entry.way)
      if (queue) append(queue, entry)
    }
    await this.#dropOverLimits()
    return entries
  }

  async read(entry: OutboxEntry): Promise<AlarmEvent | undefined> {
    if (this.#options.clock() - entry.acceptedAtMs > this.#options.maxAgeMs) await this.#dropOverLimits()
    if (!this.#queues.get(entry.way)?.entries.has(entry.sequence)) return undefined
    return (await this.#level.get(keyOf(entry)))?.event
  }

  async remove(entry: OutboxEntry): Promise<void> {
    const queue = this.#queues.get(entry.way)
    if (queue?.entries.delete(entry.sequence)) queue.bytes -= entry.sizeBytes
    await this.#level.del(keyOf(entry))
  }

  async #dropOverLimits(): Promise<void> {
    const { clock, maxAgeMs, maxBytesPerWay, onDrop } = this.#options
    const oldestMs = clock() - maxAgeMs
    for (const queue of this.#queues.values()) {
      for (const entry of queue.entries.values()) {
        const tooOld = entry.acceptedAtMs < oldestMs
        if (!tooOld && queue.bytes <= maxBytesPerWay) break
        await this.remove(entry)
        onDrop(entry, tooOld ? 'age' : 'bytes')
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

/** Sixteen digits sort as numbers do, and hold every safe integer. */
function keyOf({ way, sequence }: OutboxEntry): string {
  return `${way}!${String(sequence).padStart(16, '0')}`
}

function parseKey(key: string): [way: string, sequence: number] {
  const split = key.lastIndexOf('!')
  return [key.slice(0, split), Number(key.slice(split + 1))]
}
