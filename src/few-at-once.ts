import { OverloadedError } from './errors.ts'

/** Lets a few pieces of work be under way at once and a few wait for their turn, in order; the rest are refused. */
export class FewAtOnce {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #refusal: string
  readonly #waiting: (() => void)[] = []
  #underWay = 0

  /** @param refusal - What is said to work that would be one too many. */
  constructor(most: number, mostWaiting: number, refusal: string) {
    this.#most = most
    this.#mostWaiting = mostWaiting
    this.#refusal = refusal
  }

  get underWay(): number {
    return this.#underWay
  }

  /** @throws {@link OverloadedError} at once when as many wait as may. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#most) this.#underWay += 1
    else await this.#turn()
    try {
      return await work()
    } finally {
      // One that waits takes this place over, so the count of those under way stays.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#underWay -= 1
    }
  }

  #turn(): Promise<void> {
    const { length: waiting } = this.#waiting
    if (waiting >= this.#mostWaiting) throw new OverloadedError(this.#refusal, { context: { waiting } })
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
