import { ConfigError } from '../errors.ts'
import type { BundleAlarm, LabelSpec } from '../model/bundle.ts'
import { isSpotter } from '../model/spotting.ts'

/** When a window counts towards an alarm, and when towards its end. The distance between the two is the hysteresis. */
export interface LabelThresholds {
  /** Score at or above which a window counts towards raising. */
  readonly raiseAt: number
  /** Score below which a window counts towards clearing; not above `raiseAt`. */
  readonly clearAt: number
}

/** `n` of the last `of` windows. */
export interface WindowCount {
  readonly n: number
  readonly of: number
}

/** How windows become alarms, for one source. */
export interface AlarmRule extends LabelThresholds {
  /** Labels with thresholds of their own; for the others the rule's hold. */
  readonly labels: Readonly<Record<string, LabelThresholds>>
  readonly raiseWindows: WindowCount
  readonly clearWindows: WindowCount
  /**
   * Labels are events that follow each other, such as words: an alarm ends when its own label is over, whatever the
   * others say. Otherwise it stands until all labels are below their `clearAt`.
   */
  readonly clearsByOwnLabel?: boolean
  /** An alarm stands at least this long. @unit ms */
  readonly minimumHoldMs: number
  /** After clearing, no alarm is raised for this long; windows go on counting. @unit ms */
  readonly cooldownMs: number
  /** A source without a window for this long has fallen silent: its alarm is stale, its counts begin anew. @unit ms */
  readonly staleAfterMs: number
}

export const DEFAULT_ALARM_RULE: AlarmRule = {
  raiseAt: 0.8,
  clearAt: 0.5,
  labels: {},
  raiseWindows: { n: 3, of: 5 },
  clearWindows: { n: 3, of: 5 },
  minimumHoldMs: 5_000,
  cooldownMs: 5_000,
  staleAfterMs: 30_000,
}

/** More than this many windows would make an alarm's memory, and its delay, absurd. */
const MOST_WINDOWS = 1_000

/**
 * The thresholds that hold for a label.
 */
export function thresholdsOf(rule: AlarmRule, label: string): LabelThresholds {
  const own = Object.hasOwn(rule.labels, label) ? rule.labels[label] : undefined
  return own ?? rule
}

/** What a bundle says of its alarms. */
export interface BundleRule {
  readonly labels: readonly LabelSpec[]
  readonly alarm?: BundleAlarm | undefined
}

/**
 * The rule under which a bundle's windows become alarms: thresholds that the rule has for a label, then the bundle's
 * own, then the rule's common ones. A bundle with a rule of its own replaces all but the thresholds by label, and
 * how long silence lasts, which is the source's affair.
 */
export function withBundleRule(rule: AlarmRule, { labels, alarm }: BundleRule): AlarmRule {
  const fromBundle = labels.flatMap(({ name, thresholds }) => (thresholds ? [[name, thresholds] as const] : []))
  const merged = { ...rule, labels: { ...Object.fromEntries(fromBundle), ...rule.labels } }
  if (alarm === undefined) return merged
  const { minimumHoldSeconds, cooldownSeconds, ...own } = alarm
  return {
    ...merged,
    ...own,
    minimumHoldMs: minimumHoldSeconds * 1_000,
    cooldownMs: cooldownSeconds * 1_000,
    clearsByOwnLabel: isSpotter(labels),
  }
}

/**
 * Check a rule.
 *
 * @returns The same rule.
 * @throws {@link ConfigError} that lists every mistake.
 */
export function checkAlarmRule(rule: AlarmRule): AlarmRule {
  const mistakes = [
    ...thresholdMistakes('', rule),
    ...Object.entries(rule.labels).flatMap(([label, own]) => thresholdMistakes(`labels.${label}.`, own)),
    ...countMistakes('raiseWindows', rule.raiseWindows),
    ...countMistakes('clearWindows', rule.clearWindows),
    ...durationMistakes('minimumHoldMs', rule.minimumHoldMs),
    ...durationMistakes('cooldownMs', rule.cooldownMs),
    ...durationMistakes('staleAfterMs', rule.staleAfterMs),
  ]
  if (rule.staleAfterMs === 0) mistakes.push('staleAfterMs must be above 0')
  if (mistakes.length > 0) throw new ConfigError(`the alarm rule is not valid: ${mistakes.join('; ')}`)
  return rule
}

function thresholdMistakes(at: string, { raiseAt, clearAt }: LabelThresholds): string[] {
  const mistakes: string[] = []
  if (!Number.isFinite(raiseAt)) mistakes.push(`${at}raiseAt must be a number, got ${raiseAt}`)
  if (!Number.isFinite(clearAt)) mistakes.push(`${at}clearAt must be a number, got ${clearAt}`)
  if (clearAt > raiseAt) mistakes.push(`${at}clearAt (${clearAt}) must not be above raiseAt (${raiseAt})`)
  return mistakes
}

function countMistakes(at: string, { n, of }: WindowCount): string[] {
  const isCount = (value: number) => Number.isInteger(value) && value >= 1 && value <= MOST_WINDOWS
  if (!isCount(n) || !isCount(of)) return [`${at} must be whole numbers from 1 to ${MOST_WINDOWS}, got ${n} of ${of}`]
  return n > of ? [`${at} asks for ${n} of only ${of} windows`] : []
}

function durationMistakes(at: string, ms: number): string[] {
  return Number.isFinite(ms) && ms >= 0 ? [] : [`${at} must be a number of milliseconds >= 0, got ${ms}`]
}
