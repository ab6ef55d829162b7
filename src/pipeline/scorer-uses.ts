/** Who is still at work for a scorer, so that one which was replaced can be let go when the last is done. */
export class ScorerUses<Scorer extends object> {
  readonly #uses = new Map<Scorer, number>()
  readonly #waiting = new Map<Scorer, Array<() => void>>()

  begin(scorer: Scorer, count = 1): void {
    this.#uses.set(scorer, (this.#uses.get(scorer) ?? 0) + count)
  }

  end(scorer: Scorer): void {
    const left = (this.#uses.get(scorer) ?? 0) - 1
    if (left > 0) {
      this.#uses.set(scorer, left)
      return
    }
    this.#uses.delete(scorer)
    for (const resolve of this.#waiting.get(scorer) ?? []) resolve()
    this.#waiting.delete(scorer)
  }

  /** Resolves when nothing is waiting for it or being scored by it. */
  async released(scorer: Scorer): Promise<void> {
    if (!this.#uses.has(scorer)) return
    await new Promise<void>((resolve) => {
      this.#waiting.set(scorer, [...(this.#waiting.get(scorer) ?? []), resolve])
    })
  }
}
