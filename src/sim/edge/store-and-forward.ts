const CAPACITY = 10_000

/**
 * What waits for an endpoint: by priority (0 first), then by age. What has outlived its time is
 * dropped, and so is the newest of the least urgent when the store is full.
 */
export class StoreAndForward<T> {
  /** Lost to age or to a full store. */
  dropped = 0
  readonly #stored: { item: T; priority: number; expiresAtMs: number }[] = []

  put(item: T, priority: number, expiresAtMs: number): void {
    const next = this.#stored.findIndex((other) => other.priority > priority)
    this.#stored.splice(next < 0 ? this.#stored.length : next, 0, { item, priority, expiresAtMs })
    if (this.#stored.length > CAPACITY) this.dropped += this.#stored.splice(CAPACITY).length
  }

  /** Remove and return what is next and still worth delivering. */
  take(nowMs: number): T | undefined {
    const next = this.#stored.shift()
    if (next === undefined || next.expiresAtMs > nowMs) return next?.item
    this.dropped++
    return this.take(nowMs)
  }
}
