import type { Scorer } from '../model/scoring.ts'
import { bundleScorer } from './bundle-scorer.ts'
import type { ModelShelf } from './model-registry.ts'
import type { Pipeline } from './pipeline.ts'
import type { WindowScorer } from './window-scorer.ts'

/** The bundle that judges live sources, and how it is exchanged. */
export class LiveModel {
  readonly #shelf: ModelShelf
  #scorer: Scorer
  #name: string
  #hopFrames: number
  #windows: WindowScorer
  /** Changes follow each other: two at once would leave a bundle that nobody disposes of. */
  #changing: Promise<unknown> = Promise.resolve()

  private constructor(shelf: ModelShelf, name: string, scorer: Scorer, hopFrames: number) {
    this.#shelf = shelf
    this.#name = name
    this.#scorer = scorer
    this.#hopFrames = hopFrames
    this.#windows = bundleScorer(scorer, hopFrames)
  }

  /**
   * @param hopFrames - From one window to the next, in STFT frames; 0: as the bundle says.
   * @throws what the shelf throws when there is no such bundle or it cannot be loaded.
   */
  static async load(shelf: ModelShelf, name: string, hopFrames: number): Promise<LiveModel> {
    return new LiveModel(shelf, name, await shelf.load(name), hopFrames)
  }

  /** Name of the bundle's folder. */
  get name(): string {
    return this.#name
  }

  get scorer(): Scorer {
    return this.#scorer
  }

  /** How the pipeline meets it. */
  get windows(): WindowScorer {
    return this.#windows
  }

  /**
   * Let another bundle judge, or the same one at another hop. It is loaded and checked first: when that fails the
   * present one stays. No window that was cut is lost.
   *
   * @throws what the shelf throws; the pipeline's {@link OverloadedError}.
   */
  use(pipeline: Pipeline, name: string, hopFrames: number): Promise<void> {
    const change = this.#changing.then(() => this.#change(pipeline, name, hopFrames))
    this.#changing = change.catch(() => undefined)
    return change
  }

  async #change(pipeline: Pipeline, name: string, hopFrames: number): Promise<void> {
    if (name === this.#name && hopFrames === this.#hopFrames) return
    const former = this.#scorer
    const next = name === this.#name ? former : await this.#shelf.load(name)
    this.#scorer = next
    this.#name = name
    this.#hopFrames = hopFrames
    this.#windows = bundleScorer(next, hopFrames)
    await pipeline.useScorer(this.#windows)
    if (next !== former) former.dispose()
  }

  /** Give its memory back, when the pipeline has stopped. */
  dispose(): void {
    this.#scorer.dispose()
  }
}
