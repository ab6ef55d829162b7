import type { Clip } from '../audio/clip.ts'
import { InOrder } from '../in-order.ts'
import type { Scorer } from '../model/scoring.ts'
import type { Verdict } from '../model/verdict.ts'
import { within } from '../time-limit.ts'
import { bundleScorer } from './bundle-scorer.ts'
import type { ModelShelf } from './model-registry.ts'
import type { Pipeline } from './pipeline.ts'
import { tooSlow } from './pipeline-errors.ts'
import { ScorerUses } from './scorer-uses.ts'
import type { WindowScorer } from './window-scorer.ts'

/** A clip that takes longer to score has failed. @unit ms */
const CLIP_MS = 30_000

/** What is to judge. */
export interface ModelChoice {
  /** Name of the bundle's folder. */
  readonly name: string
  /** From one window to the next, in STFT frames; 0: as the bundle says. */
  readonly hopFrames: number
  /** Whether to look for a newer bundle in the folder of the present one too. */
  readonly isReread?: boolean
}

/** The bundle that judges live sources, and how it is exchanged. */
export class LiveModel {
  readonly #shelf: ModelShelf
  #scorer: Scorer
  #name: string
  #hopFrames: number
  #windows: WindowScorer
  readonly #clips = new ScorerUses<Scorer>()
  /** Changes follow each other: two at once would leave a bundle that nobody disposes of. */
  readonly #changing = new InOrder()
  /** Until the bundle that was replaced last is no longer at work: never more than two are in memory. */
  #lettingGo: Promise<void> = Promise.resolve()

  private constructor(shelf: ModelShelf, name: string, scorer: Scorer, hopFrames: number) {
    this.#shelf = shelf
    this.#name = name
    this.#scorer = scorer
    this.#hopFrames = hopFrames
    this.#windows = bundleScorer(scorer, hopFrames)
  }

  /** @throws what the shelf throws when there is no such bundle or it cannot be loaded. */
  static async load(shelf: ModelShelf, { name, hopFrames }: ModelChoice): Promise<LiveModel> {
    return new LiveModel(shelf, name, await shelf.load(name), hopFrames)
  }

  /** Name of the bundle's folder. */
  get name(): string {
    return this.#name
  }

  /** To be asked what it is; what is to be scored goes through {@link scoreClip} or the pipeline. */
  get scorer(): Pick<Scorer, 'identity' | 'manifest' | 'engineName' | 'enginesRefused'> {
    return this.#scorer
  }

  /** How the pipeline meets it. */
  get windows(): WindowScorer {
    return this.#windows
  }

  /**
   * Score a recording. What judges it is not let go meanwhile.
   *
   * @throws what {@link Scorer.scoreClip} throws, and {@link EngineError} when it takes too long.
   */
  async scoreClip(clip: Clip): Promise<Verdict> {
    const scorer = this.#scorer
    this.#clips.begin(scorer)
    try {
      return await within(scorer.scoreClip(clip), CLIP_MS, () => tooSlow(scorer, { scoringMs: CLIP_MS }))
    } finally {
      this.#clips.end(scorer)
    }
  }

  /**
   * Let another bundle judge, or the same one at another hop. It is loaded and checked first: when that fails the
   * present one stays. No window that was cut is lost.
   *
   * @returns Resolves when it is in force.
   * @throws what the shelf throws.
   */
  use(pipeline: Pick<Pipeline, 'useScorer'>, choice: ModelChoice): Promise<void> {
    return this.#changing.do(() => this.#change(pipeline, choice))
  }

  /** Let the bundle go, once nothing is scored by it any more. @param released - By the pipeline. */
  async close(released: Promise<void>): Promise<void> {
    await this.#changing.done()
    await this.#lettingGo
    await this.#letGo(this.#scorer, released)
  }

  async #change(pipeline: Pick<Pipeline, 'useScorer'>, { name, hopFrames, isReread }: ModelChoice): Promise<void> {
    const isSameBundle = name === this.#name && isReread !== true
    if (isSameBundle && hopFrames === this.#hopFrames) return
    await this.#lettingGo
    const former = this.#scorer
    const next = isSameBundle ? former : await this.#shelf.load(name)
    this.#scorer = next
    this.#name = name
    this.#hopFrames = hopFrames
    this.#windows = bundleScorer(next, hopFrames)
    const released = pipeline.useScorer(this.#windows)
    this.#lettingGo = next === former ? released : this.#letGo(former, released)
  }

  async #letGo(former: Scorer, released: Promise<void>): Promise<void> {
    await released
    await this.#clips.released(former)
    former.dispose()
  }
}
