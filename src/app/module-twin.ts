import { z } from 'zod'
import { sourceFilter } from '../audio/source-filter.ts'
import { applyDesired, type Refusals } from '../config/desired.ts'
import { isRecord } from '../config/key.ts'
import { changeableValues } from '../config/secrets.ts'
import { alarmRuleOf, type Config, type ConfigSources } from '../config.ts'
import type { AlarmRule } from '../detect/alarm-rule.ts'
import { toErrorBody } from '../errors.ts'
import { InOrder } from '../in-order.ts'
import type { ProcessLog } from '../log.ts'
import type { LiveModel } from '../pipeline/live-model.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { AppliedRule, AppliedRuleStore, RuleInForce } from '../pipeline/review/rule-in-force.ts'
import { inForceEntry } from './in-force-entry.ts'

/** Of what was refused, as much as leaves room in the twin. @unit characters */
const MOST_REFUSED = 10
const MOST_PATH_LENGTH = 100
const MOST_REASON_LENGTH = 300

/** The reported properties as the hub gives them, as far as they concern us. */
const Reported = z.object({
  inForce: z.object({ alarm: z.object({ labels: z.record(z.string(), z.unknown()) }) }),
})

export interface ModuleTwinParts {
  readonly sources: ConfigSources
  readonly config: Config
  readonly pipeline: Pick<Pipeline, 'useRule' | 'listenTo' | 'useScorer'>
  readonly liveModel: Pick<LiveModel, 'use'>
  readonly log: Pick<ProcessLog, 'warn' | 'setLevel'>
  /** What is in force, and what was refused, to be shown to who operates the module. */
  readonly report: (patch: Readonly<Record<string, unknown>>) => void
  /** What was applied on the page, as it was found at the start, and where it is kept. */
  readonly applied: { readonly found: AppliedRule; readonly store: Pick<AppliedRuleStore, 'write'> }
}

/** The desired properties at work: what may change while the module runs, and what is in force now. */
export class ModuleTwin implements RuleInForce {
  readonly #parts: ModuleTwinParts
  /** What file, environment and desired properties say. */
  #configured: Config
  /** What {@link useModel} chose: it holds as long as the configuration names the bundle that it replaced. */
  #chosen: { readonly name: string; readonly inPlaceOf: string } | undefined
  #refused: Refusals = {}
  #applied: AppliedRule
  /** Labels whose thresholds the twin holds, by its own names. */
  #labelsInTwin: ReadonlySet<string> = new Set()
  /** What the desired properties that were taken last say something of. */
  #ofTwin: ReturnType<RuleInForce['ofTwin']> = { thresholds: false, raiseWindows: false }
  /** One change after the other, in the order in which they came. */
  readonly #changing = new InOrder()

  constructor(parts: ModuleTwinParts) {
    this.#parts = parts
    this.#configured = parts.config
    this.#applied = parts.applied.found
  }

  /** By file, environment, desired properties, and what was applied on the page. */
  rule(): AlarmRule {
    return alarmRuleOf(this.#withApplied(this.#configured))
  }

  ofTwin(): ReturnType<RuleInForce['ofTwin']> {
    return this.#ofTwin
  }

  applied(): AppliedRule {
    return this.#applied
  }

  /** Lay it over the configuration, now and after a restart; desired properties go before it. */
  apply(applied: AppliedRule): Promise<void> {
    return this.#changing.do(async () => {
      await this.#parts.applied.store.write(applied)
      this.#applied = applied
      this.#parts.pipeline.useRule(this.rule())
      this.#report()
    })
  }

  /**
   * All desired properties, at first, after each change, and again after each connection. What is wrong is reported.
   *
   * @returns Resolves when they are in force or refused. Never rejects.
   */
  desire(desired: unknown): Promise<void> {
    return this.#changing.do(() => this.#obey(desired))
  }

  /** What the twin holds when it is first read: labels of a former process must not stay. The next report is right. */
  correct(reported: unknown): void {
    this.#labelsInTwin = new Set(Object.keys(Reported.safeParse(reported).data?.inForce.alarm.labels ?? {}))
  }

  /** Let another bundle judge, until the desired properties name another. @throws what {@link LiveModel.use} throws. */
  useModel(name: string): Promise<void> {
    return this.#changing.do(async () => {
      const { model, window } = this.#configured
      await this.#parts.liveModel.use(this.#parts.pipeline, { name, hopFrames: window.hopFrames, isReread: true })
      this.#chosen = { name, inPlaceOf: model.name }
      this.#report()
    })
  }

  async #obey(desired: unknown): Promise<void> {
    const outcome = applyDesired(this.#parts.sources, desired)
    this.#refused = outcome.isTaken ? await this.#take(outcome.config, decidedIn(desired)) : outcome.refused
    for (const [path, reason] of Object.entries(this.#refused)) {
      this.#parts.log.warn('the desired properties were refused', { path, reason })
    }
    this.#report()
  }

  /** The bundle first: it is the only part that can fail, and then nothing else shall have changed. */
  async #take(config: Config, ofTwin: ReturnType<RuleInForce['ofTwin']>): Promise<Refusals> {
    const { pipeline, liveModel, log } = this.#parts
    const { model, window } = this.#withChoice(config)
    try {
      await liveModel.use(pipeline, { name: model.name, hopFrames: window.hopFrames })
    } catch (error) {
      return { 'model.name': toErrorBody(error).error.message }
    }
    this.#configured = config
    this.#ofTwin = ofTwin
    pipeline.useRule(this.rule())
    pipeline.listenTo(sourceFilter(config.audio.sources))
    log.setLevel(config.log.level)
    if (config.model.name !== this.#chosen?.inPlaceOf) this.#chosen = undefined
    return {}
  }

  #withChoice(config: Config): Config {
    if (config.model.name !== this.#chosen?.inPlaceOf) return config
    return { ...config, model: { ...config.model, name: this.#chosen.name } }
  }

  #withApplied(config: Config): Config {
    const { thresholds, raiseWindows } = this.#applied
    let { alarm } = config
    if (thresholds !== null && !this.#ofTwin.thresholds) {
      alarm = { ...alarm, labels: new Map([...alarm.labels, ...Object.entries(thresholds)]) }
    }
    if (raiseWindows !== null && !this.#ofTwin.raiseWindows) {
      alarm = { ...alarm, raiseWindows: raiseWindows.n, raiseOfWindows: raiseWindows.of }
    }
    return { ...config, alarm }
  }

  /** A list that became shorter must not leave its former entries behind in the twin. */
  #report(): void {
    const all = Object.entries(this.#refused)
    const refused = all.slice(0, MOST_REFUSED).map(([path, reason]) => ({
      path: path.slice(0, MOST_PATH_LENGTH),
      reason: reason.slice(0, MOST_REASON_LENGTH),
    }))
    if (all.length > MOST_REFUSED)
      refused.push({ path: '…', reason: `and ${all.length - MOST_REFUSED} more: see the log` })
    const values = changeableValues(this.#withApplied(this.#withChoice(this.#configured)))
    const { entry, inTwin } = inForceEntry(values, this.#labelsInTwin)
    this.#labelsInTwin = inTwin
    this.#parts.report({ ...entry, refused })
  }
}

function decidedIn(desired: unknown): ReturnType<RuleInForce['ofTwin']> {
  const found = isRecord(desired) ? desired['alarm'] : undefined
  const alarm = isRecord(found) ? found : {}
  return {
    thresholds: isRecord(alarm['labels']),
    raiseWindows: alarm['raiseWindows'] !== undefined || alarm['raiseOfWindows'] !== undefined,
  }
}
