/** A chunk that is complete: its place in the count, and when its first sample was recorded. */
export interface DueChunk {
  readonly index: number
  /** @unit ms since the start */
  readonly startMs: number
}

/**
 * When chunks are due. Everything is counted from the start, so that the delays of a busy machine do not add
 * up; after a long sleep the sound of that time is left out, as with a microphone that slept as well.
 */
export class ChunkClock {
  readonly #chunkMs: number
  readonly #mostLateMs: number
  #next = 0

  /** @param mostLateMs - Chunks that would be later than this are left out. */
  constructor(chunkMs: number, mostLateMs: number) {
    this.#chunkMs = chunkMs
    this.#mostLateMs = mostLateMs
  }

  /** The next chunk that is complete; undefined when there is none yet. */
  take(elapsedMs: number): DueChunk | undefined {
    if (elapsedMs - this.#dueMs > this.#mostLateMs) this.#next = Math.floor(elapsedMs / this.#chunkMs) - 1
    if (elapsedMs < this.#dueMs) return undefined
    const index = this.#next
    this.#next += 1
    return { index, startMs: index * this.#chunkMs }
  }

  /** How long until the next chunk is complete. @unit ms */
  waitMs(elapsedMs: number): number {
    return Math.max(0, this.#dueMs - elapsedMs)
  }

  get #dueMs(): number {
    return (this.#next + 1) * this.#chunkMs
  }
}
