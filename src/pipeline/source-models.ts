import { OverloadedError, toErrorBody } from '../errors.ts'
import { InOrder } from '../in-order.ts'
import type { Service } from '../lifecycle.ts'
import type { ModelIdentity } from '../model/verdict.ts'
import { LiveModel } from './live-model.ts'
import type { ModelShelf } from './model-registry.ts'
import type { Pipeline } from './pipeline.ts'
import type { Log } from './ports.ts'

/** Which source is judged by which bundle, where it outlives the process. */
export interface AssignmentStore {
  read(): Promise<ReadonlyMap<string, string>>
  /** All of them; the former ones are replaced as a whole. */
  write(assignments: ReadonlyMap<string, string>): Promise<void>
}

export interface SourceModelsOptions {
  readonly shelf: ModelShelf
  readonly store: AssignmentStore
  readonly pipeline: Pick<Pipeline, 'useScorerOf'>
  /** Sources that may have a model of their own; further ones are refused. */
  readonly maxSources: number
  readonly log: Log
}

/** Sources that are judged by a bundle of their own, in place of the module's. They keep it over a restart. */
export class SourceModels implements Service {
  readonly name = 'models of sources'
  readonly #options: SourceModelsOptions
  #assigned: ReadonlyMap<string, string> = new Map()
  readonly #live = new Map<string, LiveModel>()
  readonly #changing = new InOrder()

  constructor(options: SourceModelsOptions) {
    this.#options = options
  }

  /** What cannot be loaded is logged and left to the module's bundle; the assignment stays, for when it can be again. */
  async start(): Promise<void> {
    const { store, log } = this.#options
    this.#assigned = await store.read().catch((error: unknown) => {
      log.error('which source has a model of its own cannot be read; the module’s judges them all', { error })
      return new Map()
    })
    for (const [source, model] of this.#assigned) {
      try {
        await this.#load(source, model)
        log.info('a source is judged by a model of its own', { source, model })
      } catch (error) {
        log.error("a source's own model cannot be used; the module's judges it", { source, model, error })
      }
    }
  }

  async stop(): Promise<void> {
    await this.#changing.done()
  }

  /**
   * Let a bundle judge one source; null: the module's judges it again. It is loaded first: when that fails nothing
   * changes. Holds over a restart.
   *
   * @throws {@link OverloadedError} when as many sources have a model of their own as may; what the shelf throws.
   */
  use(source: string, model: string | null): Promise<void> {
    return this.#changing.do(() => this.#change(source, model))
  }

  /** What judges it in place of the module's. */
  of(source: string): ModelIdentity | undefined {
    return this.#live.get(source)?.scorer.identity
  }

  /** Name of the bundle's folder, by source. */
  list(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#assigned)
  }

  async #change(source: string, model: string | null): Promise<void> {
    const { store, maxSources } = this.#options
    if (model !== null && !this.#assigned.has(source) && this.#assigned.size >= maxSources) throw tooMany(maxSources)
    const next = new Map(this.#assigned)
    if (model === null) next.delete(source)
    else next.set(source, model)
    await store.write(next)
    try {
      if (model === null) this.#drop(source)
      else await this.#load(source, model)
    } catch (error) {
      await store.write(this.#assigned)
      throw error
    }
    this.#assigned = next
  }

  async #load(source: string, model: string): Promise<void> {
    const { shelf, pipeline } = this.#options
    // The frames of one bundle are not those of another, so its own hop holds.
    const choice = { name: model, hopFrames: 0, isReread: true }
    const live = this.#live.get(source)
    if (live !== undefined) {
      await live.use({ useScorer: (windows) => pipeline.useScorerOf(source, windows) }, choice)
      return
    }
    const loaded = await LiveModel.load(shelf, choice)
    this.#live.set(source, loaded)
    await pipeline.useScorerOf(source, loaded.windows)
  }

  #drop(source: string): void {
    const live = this.#live.get(source)
    this.#live.delete(source)
    const released = this.#options.pipeline.useScorerOf(source, undefined)
    live?.close(released).catch((error: unknown) => {
      this.#options.log.warn("a source's former model was not let go", { source, ...toErrorBody(error).error })
    })
  }
}

function tooMany(maxSources: number): OverloadedError {
  return new OverloadedError(
    `${maxSources} sources have a model of their own already, which is the limit (audio.maxSources): give one back ` +
      'with useModel and {"source": NAME, "name": null}, or raise the limit',
    { context: { maxSources } },
  )
}
