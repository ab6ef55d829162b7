import type { AlarmEvent } from '../detect/alarm-event.ts'

/** One event that waits on one way out. */
export interface OutboxEntry {
  /** Which way out: the name of its result sink. */
  readonly way: string
  /** Place in the order of acceptance, over all ways and restarts. */
  readonly sequence: number
  /** Whose event: order is kept within a source. */
  readonly source: string
  /** @unit Unix epoch ms */
  readonly acceptedAtMs: number
  readonly sizeBytes: number
}

/** `way`: its way out is no longer there. */
export type DropReason = 'bytes' | 'age' | 'way'

/** Keeps alarm events until every way out has acknowledged them, through restarts and power cuts. */
export interface Outbox {
  /** What waits on a way, oldest first. */
  waiting(way: string): readonly OutboxEntry[]
  /**
   * Accept an event for every way. When this resolves the event is on the disk.
   *
   * @returns The entries made, one a way.
   */
  add(event: AlarmEvent): Promise<readonly OutboxEntry[]>
  /** The event of an entry; undefined once it was removed or dropped. */
  read(entry: OutboxEntry): Promise<AlarmEvent | undefined>
  /** Forget an entry: its way has acknowledged it. */
  remove(entry: OutboxEntry): Promise<void>
}

/** What became of the alarms last, over restarts. */
export interface AlarmMemory {
  /** The last event of each source, in bounded number. An alarm that stands is not forgotten for its age. */
  lastEvents(): readonly AlarmEvent[]
}
