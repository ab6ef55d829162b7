/**
 * Lets many keys take turns at a work that only a few may do at once.
 *
 * A key that has had its turn goes to the end of the line, so one with much to do never keeps the others
 * waiting for more than a turn each; and no key has two turns at the same time, so its work stays in order.
 */
export class FairTurns<K> {
  readonly #take: (key: K) => Promise<boolean>
  readonly #atOnce: number
  /** A set keeps the order in which its members came. */
  readonly #line = new Set<K>()
  readonly #atWork = new Set<K>()
  readonly #waitingForIdle = new Set<() => void>()
  #closed = false

  /**
   * @param take - One turn; resolves to whether the key wants another. It does not reject.
   * @param atOnce - Turns that may be under way at the same time.
   */
  constructor(take: (key: K) => Promise<boolean>, atOnce = 1) {
    this.#take = take
    this.#atOnce = atOnce
  }

  get isIdle(): boolean {
    return this.#line.size === 0 && this.#atWork.size === 0
  }

  /** Line up for a turn. Lining up twice is lining up once; during one's turn it is asking for another. */
  request(key: K): void {
    if (this.#closed) return
    this.#line.add(key)
    this.#dispatch()
  }

  /** Resolves when nobody is waiting or working. */
  async idle(): Promise<void> {
    if (this.isIdle) return
    await new Promise<void>((resolve) => this.#waitingForIdle.add(resolve))
  }

  /** No further turns begin. */
  close(): void {
    this.#closed = true
    this.#line.clear()
    this.#tellIdle()
  }

  #dispatch(): void {
    for (const key of this.#line) {
      if (this.#atWork.size >= this.#atOnce) return
      if (this.#atWork.has(key)) continue
      this.#line.delete(key)
      this.#atWork.add(key)
      void this.#turn(key)
    }
  }

  async #turn(key: K): Promise<void> {
    try {
      if ((await this.#take(key)) && !this.#closed) this.#line.add(key)
    } finally {
      this.#atWork.delete(key)
      this.#dispatch()
      this.#tellIdle()
    }
  }

  #tellIdle(): void {
    if (!this.isIdle) return
    for (const resolve of this.#waitingForIdle) resolve()
    this.#waitingForIdle.clear()
  }
}

/** Resolves when nobody is waiting or working anywhere, where one's turn may make work for the other. */
export async function allIdle(...all: readonly Pick<FairTurns<never>, 'isIdle' | 'idle'>[]): Promise<void> {
  while (!all.every(({ isIdle }) => isIdle)) await Promise.all(all.map((turns) => turns.idle()))
}
