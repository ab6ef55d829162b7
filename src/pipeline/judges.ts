import { ScorerUses } from './scorer-uses.ts'
import type { WindowScorer } from './window-scorer.ts'

/** Which bundle judges which source: the module's, where a source has none of its own. */
export class Judges {
  readonly uses = new ScorerUses<WindowScorer>()
  #common: WindowScorer
  readonly #own = new Map<string, WindowScorer>()

  constructor(common: WindowScorer) {
    this.#common = common
  }

  of(source: string): WindowScorer {
    return this.#own.get(source) ?? this.#common
  }

  /** A source's own; undefined where the module's judges. */
  ownOf(source: string): WindowScorer | undefined {
    return this.#own.get(source)
  }

  /** @returns Resolves when the former one is at work nowhere any more. */
  async exchange(scorer: WindowScorer): Promise<void> {
    const former = this.#common
    this.#common = scorer
    if (former !== scorer) await this.uses.released(former)
  }

  /**
   * @param scorer - Undefined: the module's judges again.
   * @returns Resolves when the source's former one is at work nowhere any more.
   */
  async exchangeOf(source: string, scorer: WindowScorer | undefined): Promise<void> {
    const former = this.#own.get(source)
    if (scorer === undefined) this.#own.delete(source)
    else this.#own.set(source, scorer)
    if (former !== undefined && former !== scorer) await this.uses.released(former)
  }
}
