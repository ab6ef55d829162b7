import type { ScoredWindow } from '../../detect/alarm.ts'
import { type AlarmRule, type BundleRule, withBundleRule } from '../../detect/alarm-rule.ts'

/** What windows of a source have in common, beside their labels. */
export interface StretchContext {
  /** What the bundle says of its alarms: the same object for the same bundle. */
  readonly bundle: BundleRule
  /** A source that speaks in long chunks is not silent between them. @unit ms */
  readonly chunkMs: number
}

/** Successive windows of one source that were judged alike. */
export interface HistoryStretch extends StretchContext {
  readonly windows: readonly ScoredWindow[]
}

/** Every source's windows as the alarm saw them, for about a week, so that other rules can be tried on them. */
export interface VerdictHistory {
  add(source: string, window: ScoredWindow, context: StretchContext): void
  sources(): readonly string[]
  /** One source's, oldest first. What was damaged on the disk is left out. */
  stretches(source: string): AsyncIterable<HistoryStretch>
  /** Windows that gave way to newer ones since the start, for the size of the whole. */
  readonly windowsDropped: number
}

/** The rule as it held for a source: see `Source.ruleFor`. */
export function ruleForStretch(rule: AlarmRule, { bundle, chunkMs }: StretchContext): AlarmRule {
  return withBundleRule({ ...rule, staleAfterMs: rule.staleAfterMs + chunkMs }, bundle)
}
