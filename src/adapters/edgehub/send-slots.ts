import { OverloadedError } from '../../errors.ts'

/** Lets few sends be under way at once, and few wait. */
export class SendSlots {
  readonly #max: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  inFlight = 0

  constructor(max: number, maxWaiting: number) {
    this.#max = max
    this.#maxWaiting = maxWaiting
  }

  /** @throws {@link OverloadedError} when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inFlight < this.#max) this.inFlight++
    else {
      if (this.#waiting.length >= this.#maxWaiting) throw new OverloadedError('too many messages wait for edgeHub')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next)
        next() // The slot goes on to the next one.
      else this.inFlight--
    }
  }
}
