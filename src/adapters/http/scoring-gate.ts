import { OverloadedError } from '../../errors.ts'

/** Lets a few pieces of work through at once, holds some back, and refuses the rest. */
export class ScoringGate {
  readonly #maxAtOnce: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(maxAtOnce: number, maxWaiting: number) {
    this.#maxAtOnce = maxAtOnce
    this.#maxWaiting = maxWaiting
  }

  /** @throws {@link OverloadedError} at once when as many are waiting as may. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#maxAtOnce) this.#running += 1
    else await this.#turn()
    try {
      return await work()
    } finally {
      // A waiting one takes this place over, so the count of running ones stays.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new OverloadedError(`${this.#waiting.length} recordings are waiting to be scored; try again later`, {
        context: { waiting: this.#waiting.length },
      })
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
