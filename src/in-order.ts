/** Work that is done one piece after the other, in the order in which it was asked for. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve()

  /** @returns What the work comes to. When it fails, what was asked for later is done all the same. */
  do<T>(work: () => Promise<T> | T): Promise<T> {
    const done = this.#last.then(work)
    // What it comes to is not held on to.
    this.#last = done.then(nothing, nothing)
    return done
  }

  /** Resolves when everything that was asked for so far is done or has failed. Never rejects. */
  async done(): Promise<void> {
    await this.#last
  }
}

const nothing = (): void => undefined
