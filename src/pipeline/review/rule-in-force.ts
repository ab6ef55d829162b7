import type { AlarmRule, LabelThresholds, WindowCount } from '../../detect/alarm-rule.ts'

export type ThresholdsByLabel = Readonly<Record<string, LabelThresholds>>

/** What people applied over the configuration; null where they applied nothing. */
export interface AppliedRule {
  readonly thresholds: ThresholdsByLabel | null
  /** How many windows must agree before an alarm is raised. */
  readonly raiseWindows: WindowCount | null
}

export const NOTHING_APPLIED: AppliedRule = { thresholds: null, raiseWindows: null }

/** Keeps what was applied over restarts. */
export interface AppliedRuleStore {
  read(): Promise<AppliedRule>
  write(applied: AppliedRule): Promise<void>
}

/** What is in force, and how it is changed; the module twin has the last word. */
export interface RuleInForce {
  rule(): AlarmRule
  /** What the module twin says something of, and so decides. */
  ofTwin(): Readonly<Record<keyof AppliedRule, boolean>>
  applied(): AppliedRule
  /** Lay it over the configuration, in place of what was applied before. Resolves when that is in force. */
  apply(applied: AppliedRule): Promise<void>
}

/** `module twin`: its desired properties go before what is applied. */
export type Decider = 'configuration' | 'applied' | 'module twin'

export interface WindowsInForce {
  readonly inForce: WindowCount
  readonly applied: WindowCount | null
  readonly decidedBy: Decider | 'bundle'
}
