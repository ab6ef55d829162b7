import type { AlarmEvent } from '../../../src/detect/alarm-event.ts'
import type { Outbox, OutboxEntry } from '../../../src/pipeline/outbox.ts'

/** An outbox in memory, for tests of the carrying and not of the keeping. */
export class MemoryOutbox implements Outbox {
  readonly kept = new Map<OutboxEntry, AlarmEvent>()
  readonly #ways: readonly string[]
  #nextSequence = 0

  constructor(ways: readonly string[] = ['hub']) {
    this.#ways = ways
  }

  readonly waiting = (): readonly OutboxEntry[] => [...this.kept.keys()]
  readonly read = async (entry: OutboxEntry): Promise<AlarmEvent | undefined> => this.kept.get(entry)
  readonly remove = async (entry: OutboxEntry): Promise<void> => void this.kept.delete(entry)

  readonly add = async (added: AlarmEvent): Promise<readonly OutboxEntry[]> => {
    const sequence = this.#nextSequence++
    const entries = this.#ways.map((way) => ({ way, sequence, source: added.subject, acceptedAtMs: 0, sizeBytes: 1 }))
    for (const entry of entries) this.kept.set(entry, added)
    return entries
  }
}
