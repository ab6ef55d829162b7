import {
  type AlarmRule,
  type BundleRule,
  checkAlarmRule,
  type LabelThresholds,
  thresholdsOf,
  type WindowCount,
  withBundleRule,
} from '../../detect/alarm-rule.ts'
import { fitRaiseAt } from '../../detect/fit-threshold.ts'
import { ConfigError, OverloadedError, RequestError } from '../../errors.ts'
import { judgedAlarms } from './judged-alarms.ts'
import type { WhatIfAnswer } from './outcome.ts'
import type { Review } from './review.ts'
import {
  type AppliedRule,
  type Decider,
  NOTHING_APPLIED,
  type RuleInForce,
  type ThresholdsByLabel,
  type WindowsInForce,
} from './rule-in-force.ts'
import type { VerdictHistory } from './verdict-history.ts'
import { whatIf } from './what-if.ts'

export interface RuleDeskParts {
  readonly history: VerdictHistory
  readonly reviews: () => readonly Review[]
  readonly inForce: RuleInForce
  /** What the live bundle says of its alarms. */
  readonly bundle: () => BundleRule
  /** The monotonic clock. @unit ms */
  readonly elapsed?: () => number
}

export interface Proposal {
  readonly thresholds: ThresholdsByLabel
  readonly reviews: number
  readonly reasons: readonly string[]
  readonly preview: WhatIfAnswer
}

/** What rules would have done, before one is changed; thresholds that fit what people said; and changing them. */
export class RuleDesk {
  readonly #parts: RuleDeskParts
  #isBusy = false

  constructor(parts: RuleDeskParts) {
    this.#parts = parts
  }

  /** Thresholds in force, by label of the live bundle. */
  inForce(): ThresholdsByLabel {
    const rule = this.#live()
    const abnormal = this.#parts.bundle().labels.filter(({ normal }) => !normal)
    const names = abnormal.length > 0 ? abnormal.map(({ name }) => name) : ['anomalous']
    return Object.fromEntries(
      names.map((name) => {
        const { raiseAt, clearAt } = thresholdsOf(rule, name)
        return [name, { raiseAt, clearAt }]
      }),
    )
  }

  decidedBy(): Decider {
    return this.#decider('thresholds')
  }

  /** What was applied of thresholds. */
  applied(): ThresholdsByLabel | null {
    return this.#parts.inForce.applied().thresholds
  }

  /** How many windows must agree, and who decided that; a bundle with a rule of its own goes before all others. */
  windows(): WindowsInForce {
    const { inForce, bundle } = this.#parts
    return {
      inForce: this.#live().raiseWindows,
      applied: inForce.applied().raiseWindows,
      decidedBy: bundle().alarm === undefined ? this.#decider('raiseWindows') : 'bundle',
    }
  }

  /**
   * @param raiseWindows - null: as configured; left out: as it was applied before.
   * @throws {@link RequestError} when it is no sound rule.
   */
  async apply(thresholds: ThresholdsByLabel, raiseWindows?: WindowCount | null): Promise<void> {
    const applied = { thresholds, raiseWindows: raiseWindows === undefined ? this.windows().applied : raiseWindows }
    this.#other(thresholds, applied.raiseWindows === null ? {} : { raiseWindows: applied.raiseWindows })
    await this.#parts.inForce.apply(applied)
  }

  /** Take off all that was applied. */
  async withdraw(): Promise<void> {
    await this.#parts.inForce.apply(NOTHING_APPLIED)
  }

  /**
   * @throws {@link RequestError} when the other rule is not sound; {@link OverloadedError} while another question is
   *   being answered.
   */
  async whatIf(thresholds: ThresholdsByLabel, alarm: Partial<Omit<AlarmRule, 'labels'>>): Promise<WhatIfAnswer> {
    const other = this.#other(thresholds, alarm)
    return this.#alone(() => this.#compare(other))
  }

  /** Thresholds that fit the reviews, and what they would have done. @throws {@link OverloadedError} */
  async propose(): Promise<Proposal> {
    return this.#alone(async () => {
      const { history, reviews } = this.#parts
      const judged = await judgedAlarms(history, reviews(), this.#live().raiseWindows)
      const thresholds: Record<string, LabelThresholds> = {}
      const reasons: string[] = []
      for (const [label, present] of Object.entries(this.inForce())) {
        const own = judged.filter((alarm) => alarm.label === label)
        const raiseAt = fitRaiseAt(own, present.raiseAt)
        if (raiseAt === present.raiseAt) continue
        const clearAt = Math.min(present.clearAt, raiseAt)
        thresholds[label] = { raiseAt, clearAt }
        const falseOnes = own.filter(({ isFault }) => !isFault)
        const avoided = falseOnes.filter(({ highest }) => highest < raiseAt).length
        const faults = own.filter(({ isFault }) => isFault)
        const kept = faults.filter(({ highest }) => highest >= raiseAt).length
        reasons.push(
          `${label}: raises at ${raiseAt} instead of ${present.raiseAt}; ${avoided} of ${falseOnes.length} false alarms are avoided, ${kept} of ${faults.length} faults are still found`,
        )
      }
      const preview = await this.#compare(this.#other(thresholds, {}))
      return { thresholds, reviews: judged.length, reasons, preview }
    })
  }

  #decider(part: keyof AppliedRule): Decider {
    const { inForce } = this.#parts
    if (inForce.ofTwin()[part]) return 'module twin'
    return inForce.applied()[part] === null ? 'configuration' : 'applied'
  }

  /** As it holds for the live bundle. */
  #live(): AlarmRule {
    const { inForce, bundle } = this.#parts
    return withBundleRule(inForce.rule(), bundle())
  }

  #compare(other: AlarmRule): Promise<WhatIfAnswer> {
    const { history, reviews, inForce, elapsed } = this.#parts
    return whatIf({ history, reviews: reviews(), now: inForce.rule(), other, elapsed })
  }

  #other(thresholds: ThresholdsByLabel, alarm: Partial<Omit<AlarmRule, 'labels'>>): AlarmRule {
    const now = this.#parts.inForce.rule()
    try {
      return checkAlarmRule({ ...now, ...alarm, labels: { ...now.labels, ...thresholds } })
    } catch (error) {
      if (error instanceof ConfigError) throw new RequestError(error.message, { cause: error })
      throw error
    }
  }

  /** A week of windows takes some seconds: one question at a time. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new OverloadedError('another what-if is being answered; try again when it is')
    this.#isBusy = true
    try {
      return await work()
    } finally {
      this.#isBusy = false
    }
  }
}
