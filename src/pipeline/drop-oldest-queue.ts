import { ParameterError } from '../errors.ts'

/**
 * A bounded queue that sheds the oldest when it is full: of live sound, the newest is worth the most.
 *
 * What is pushed at once is never shed by itself, so a single item heavier than the capacity is
 * still taken, alone.
 */
export class DropOldestQueue<T> {
  readonly #items: T[] = []
  readonly #capacity: number
  readonly #weigh: (item: T) => number
  #weight = 0

  /**
   * @param capacity - Greatest total weight that waits.
   * @param weigh - Weight of an item, `> 0`; without it, each weighs 1.
   * @throws {@link ParameterError} when the capacity is not a positive number.
   */
  constructor(capacity: number, weigh: (item: T) => number = () => 1) {
    if (!(capacity > 0)) throw new ParameterError(`capacity must be a positive number, got ${capacity}`)
    this.#capacity = capacity
    this.#weigh = weigh
  }

  get length(): number {
    return this.#items.length
  }

  /** Fuller than three quarters: time to make room without shedding. */
  get isNearlyFull(): boolean {
    return this.#weight > 0.75 * this.#capacity
  }

  /** @returns What was shed for it, oldest first. */
  push(...items: readonly T[]): readonly T[] {
    const shed: T[] = []
    const weight = items.reduce((sum, item) => sum + this.#weigh(item), 0)
    while (this.#weight + weight > this.#capacity) {
      const oldest = this.shift()
      if (oldest === undefined) break
      shed.push(oldest)
    }
    this.#items.push(...items)
    this.#weight += weight
    return shed
  }

  shift(): T | undefined {
    const item = this.#items.shift()
    if (item === undefined) return undefined
    // Empty is exactly 0: fractions do not add up over days.
    this.#weight = this.#items.length === 0 ? 0 : this.#weight - this.#weigh(item)
    return item
  }

  /** Take all that waits, oldest first. */
  clear(): readonly T[] {
    this.#weight = 0
    return this.#items.splice(0)
  }
}
