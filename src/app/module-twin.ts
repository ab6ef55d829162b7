import { sourceFilter } from '../audio/source-filter.ts'
import { applyDesired, type Refusals } from '../config/desired.ts'
import { changeableValues } from '../config/secrets.ts'
import { alarmRuleOf, type Config, type ConfigSources } from '../config.ts'
import { toErrorBody } from '../errors.ts'
import type { ProcessLog } from '../log.ts'
import type { LiveModel } from '../pipeline/live-model.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'

export interface ModuleTwinParts {
  readonly sources: ConfigSources
  readonly config: Config
  readonly pipeline: Pick<Pipeline, 'useRule' | 'listenTo' | 'useScorer'>
  readonly liveModel: Pick<LiveModel, 'use'>
  readonly log: Pick<ProcessLog, 'warn' | 'setLevel'>
  /** What is in force, and what was refused, to be shown to who operates the module. */
  readonly report: (patch: Readonly<Record<string, unknown>>) => void
}

/** The desired properties at work: what may change while the module runs, and what is in force now. */
export class ModuleTwin {
  readonly #parts: ModuleTwinParts
  /** What file, environment and desired properties say. */
  #configured: Config
  /** What {@link useModel} chose: it holds as long as the configuration names the bundle that it replaced. */
  #chosen: { readonly name: string; readonly inPlaceOf: string } | undefined
  #refused: Refusals = {}
  /** One change after the other, in the order in which they came. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(parts: ModuleTwinParts) {
    this.#parts = parts
    this.#configured = parts.config
  }

  /**
   * All desired properties, at first, after each change, and again after each connection. What is wrong is reported.
   *
   * @returns Resolves when they are in force or refused. Never rejects.
   */
  desire(desired: unknown): Promise<void> {
    return this.#inTurn(() => this.#obey(desired))
  }

  /** Let another bundle judge, until the desired properties name another. @throws what {@link LiveModel.use} throws. */
  useModel(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const { model, window } = this.#configured
      await this.#parts.liveModel.use(this.#parts.pipeline, { name, hopFrames: window.hopFrames, isReread: true })
      this.#chosen = { name, inPlaceOf: model.name }
      this.#report()
    })
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(change)
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  async #obey(desired: unknown): Promise<void> {
    const outcome = applyDesired(this.#parts.sources, desired)
    this.#refused = outcome.isTaken ? await this.#take(outcome.config) : outcome.refused
    for (const [path, reason] of Object.entries(this.#refused)) {
      this.#parts.log.warn('the desired properties were refused', { path, reason })
    }
    this.#report()
  }

  /** The bundle first: it is the only part that can fail, and then nothing else shall have changed. */
  async #take(config: Config): Promise<Refusals> {
    const { pipeline, liveModel, log } = this.#parts
    const { model, window } = this.#withChoice(config)
    try {
      await liveModel.use(pipeline, { name: model.name, hopFrames: window.hopFrames })
    } catch (error) {
      return { 'model.name': toErrorBody(error).error.message }
    }
    pipeline.useRule(alarmRuleOf(config))
    pipeline.listenTo(sourceFilter(config.audio.sources))
    log.setLevel(config.log.level)
    this.#configured = config
    if (config.model.name !== this.#chosen?.inPlaceOf) this.#chosen = undefined
    return {}
  }

  #withChoice(config: Config): Config {
    if (config.model.name !== this.#chosen?.inPlaceOf) return config
    return { ...config, model: { ...config.model, name: this.#chosen.name } }
  }

  /** A list that became shorter must not leave its former entries behind in the twin. */
  #report(): void {
    const refused = Object.entries(this.#refused).map(([path, reason]) => ({ path, reason }))
    this.#parts.report({ inForce: changeableValues(this.#withChoice(this.#configured)), refused })
  }
}
