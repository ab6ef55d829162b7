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
  readonly pipeline: Pipeline
  readonly liveModel: LiveModel
  readonly log: ProcessLog
  /** What is in force, and what was refused, to be shown to who operates the module. */
  readonly report: (patch: Readonly<Record<string, unknown>>) => void
}

/** The desired properties at work: what may change while the module runs, and what is in force now. */
export class ModuleTwin {
  readonly #parts: ModuleTwinParts
  #inForce: Config
  /** One change after the other, in the order in which they came. */
  #changing: Promise<void> = Promise.resolve()

  constructor(parts: ModuleTwinParts) {
    this.#parts = parts
    this.#inForce = parts.config
  }

  /** What is in force now. */
  get config(): Config {
    return this.#inForce
  }

  /** All desired properties, at first and after each change. Never throws: what is wrong is reported. */
  desire(desired: unknown): void {
    this.#changing = this.#changing.then(() => this.#obey(desired))
  }

  /** Let another bundle judge, until the desired properties change. @throws what {@link LiveModel.use} throws. */
  async useModel(name: string): Promise<void> {
    const { pipeline, liveModel } = this.#parts
    await liveModel.use(pipeline, name, this.#inForce.window.hopFrames)
    this.#inForce = { ...this.#inForce, model: { ...this.#inForce.model, name } }
    this.#reportInForce({})
  }

  async #obey(desired: unknown): Promise<void> {
    const outcome = applyDesired(this.#parts.sources, desired)
    const refused = outcome.isTaken ? await this.#take(outcome.config) : outcome.refused
    for (const [path, reason] of Object.entries(refused)) {
      this.#parts.log.warn('the desired properties were refused', { path, reason })
    }
    this.#reportInForce(refused)
  }

  /** The bundle first: it is the only part that can fail, and then nothing else shall have changed. */
  async #take(config: Config): Promise<Refusals> {
    const { pipeline, liveModel, log } = this.#parts
    try {
      await liveModel.use(pipeline, config.model.name, config.window.hopFrames)
    } catch (error) {
      return { 'model.name': toErrorBody(error).error.message }
    }
    pipeline.useRule(alarmRuleOf(config))
    pipeline.listenTo(sourceFilter(config.audio.sources))
    log.setLevel(config.log.level)
    this.#inForce = config
    return {}
  }

  /** A list that became shorter must not leave its former entries behind in the twin. */
  #reportInForce(refused: Refusals): void {
    const list = Object.entries(refused).map(([path, reason]) => ({ path, reason }))
    this.#parts.report({ inForce: changeableValues(this.#inForce), refused: list })
  }
}
