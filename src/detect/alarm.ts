import { ParameterError } from '../errors.ts'
import { type AlarmRule, thresholdsOf, type WindowCount } from './alarm-rule.ts'
import type { AlarmExplanation, AlarmReason, AlarmTransition, LabelJudgement } from './explanation.ts'

/** How likely one label that is not normal is, larger is worse. */
export interface LabelScore {
  readonly label: string
  readonly score: number
}

/** All that the alarm knows of a window. */
export interface ScoredWindow {
  /** Every label that is not normal, each once; one entry for a detector that knows only "normal". */
  readonly scores: readonly LabelScore[]
  /** When the window's last sample was recorded, by the publisher's clock: hold and cooldown are measured in it. @unit Unix epoch ms */
  readonly endMs: number
  /** When the window was heard, by our own clock: silence is measured in it. @unit Unix epoch ms */
  readonly heardAtMs: number
  /** People work on the machine: no alarm is raised, nor raised again; windows go on counting. */
  readonly isSilenced?: boolean
}

interface Memory {
  /** Whether each of the last windows counted, oldest first: towards raising while quiet, towards clearing otherwise. */
  readonly recent: readonly boolean[]
  /** When the last window was heard; null before the first. @unit Unix epoch ms */
  readonly heardAtMs: number | null
}

export interface QuietState extends Memory {
  readonly kind: 'quiet'
  /** When the last alarm cleared; null when there was none. @unit Unix epoch ms, publisher's clock */
  readonly clearedAtMs: number | null
}

export interface StandingState extends Memory {
  /** `stale`: the alarm stood when the source fell silent, and what is true now is not known. */
  readonly kind: 'raised' | 'stale'
  /** The worst label of the window that raised it; it does not follow later windows. */
  readonly label: string
  /** When it was raised; silence does not begin it anew. @unit Unix epoch ms, publisher's clock */
  readonly sinceMs: number
}

export type AlarmState = QuietState | StandingState

export type AlarmStep = readonly [AlarmState, AlarmTransition, AlarmExplanation]

/** A source that has not been heard yet. */
export const QUIET: QuietState = { kind: 'quiet', recent: [], clearedAtMs: null, heardAtMs: null }

/**
 * One window's step of the alarm. Pure: time comes in with the window.
 *
 * Quiet becomes raised when `raiseWindows.n` of the last `raiseWindows.of` windows, this one among them,
 * have a label at or above its `raiseAt`, and the cooldown is over. Raised becomes quiet (`cleared`) when
 * `clearWindows.n` of the last `clearWindows.of`, this one among them, have every label below its `clearAt`,
 * and the hold is over; where the rule says so, only the label that raised it. Stale is resolved by the first window that does not count towards clearing
 * (`raised` again, the same alarm) or by enough that do (`cleared`).
 *
 * A publisher's clock that jumps back restarts a running hold or cooldown and never prolongs one by more
 * than its own length.
 *
 * @throws {@link ParameterError} when a score or time is not finite.
 */
export function step(state: AlarmState, window: ScoredWindow, rule: AlarmRule): AlarmStep {
  for (const { label, score } of window.scores) {
    if (!Number.isFinite(score)) throw new ParameterError(`the score of ${label} is not a number: ${score}`)
  }
  if (!Number.isFinite(window.endMs) || !Number.isFinite(window.heardAtMs)) {
    throw new ParameterError(`a window needs times, got end ${window.endMs} and heard ${window.heardAtMs}`)
  }
  const labels = window.scores.map(({ label, score }) => ({ label, score, ...pick(rule, label) }))
  const known = isSilent(state, window.heardAtMs, rule) ? { ...state, recent: [] } : state
  return known.kind === 'quiet' ? stepQuiet(known, window, labels, rule) : stepStanding(known, window, labels, rule)
}

/**
 * The passing of time without a window: an alarm whose source has fallen silent becomes stale.
 *
 * @param nowMs - Our own clock. One that jumped back counts the silence from there. @unit Unix epoch ms
 */
export function tick(state: AlarmState, nowMs: number, rule: AlarmRule): AlarmStep {
  if (state.kind === 'raised' && isSilent(state, nowMs, rule)) {
    const stale = { ...state, kind: 'stale', recent: [] } as const
    return [stale, 'stale', explain('stale', 'silent', stale, [], rule)]
  }
  const next = state.heardAtMs !== null && nowMs < state.heardAtMs ? { ...state, heardAtMs: nowMs } : state
  return [next, 'none', explain('none', 'nothing-changed', next, [], rule)]
}

function stepQuiet(state: QuietState, window: ScoredWindow, labels: LabelJudgement[], rule: AlarmRule): AlarmStep {
  const { endMs, heardAtMs } = window
  const worst = worstOf(labels, 'raiseAt')
  const recent = remember(state.recent, worst !== undefined, rule.raiseWindows)
  const clearedAtMs = state.clearedAtMs === null ? null : Math.min(state.clearedAtMs, endMs)
  const cooldownRemainingMs = clearedAtMs === null ? 0 : Math.max(0, clearedAtMs + rule.cooldownMs - endMs)
  const quiet: QuietState = { kind: 'quiet', recent, clearedAtMs, heardAtMs }
  const because = (transition: AlarmTransition, reason: AlarmReason) =>
    explain(transition, reason, quiet, labels, rule, { cooldownRemainingMs, isSilenced: window.isSilenced ?? false })

  if (worst === undefined) return [quiet, 'none', because('none', 'below-raise-threshold')]
  if (met(recent) < rule.raiseWindows.n) return [quiet, 'none', because('none', 'too-few-windows')]
  if (cooldownRemainingMs > 0) return [quiet, 'none', because('none', 'cooldown')]
  if (window.isSilenced) return [quiet, 'none', because('none', 'silenced')]
  const raised: StandingState = { kind: 'raised', label: worst.label, sinceMs: endMs, recent: [], heardAtMs }
  return [raised, 'raised', because('raised', 'raised')]
}

function stepStanding(
  state: StandingState,
  window: ScoredWindow,
  labels: LabelJudgement[],
  rule: AlarmRule,
): AlarmStep {
  const { endMs, heardAtMs } = window
  const worst = worstOf(rule.clearsByOwnLabel ? labels.filter(({ label }) => label === state.label) : labels, 'clearAt')
  const recent = remember(state.recent, worst === undefined, rule.clearWindows)
  const sinceMs = Math.min(state.sinceMs, endMs)
  const holdRemainingMs = Math.max(0, sinceMs + rule.minimumHoldMs - endMs)
  const standing: StandingState = { ...state, recent, sinceMs, heardAtMs }
  const because = (transition: AlarmTransition, reason: AlarmReason) =>
    explain(transition, reason, standing, labels, rule, { holdRemainingMs, isSilenced: window.isSilenced ?? false })

  if (worst !== undefined && state.kind === 'stale') {
    if (window.isSilenced) return [standing, 'none', because('none', 'silenced')]
    return [{ ...standing, kind: 'raised', label: worst.label }, 'raised', because('raised', 'resumed')]
  }
  if (worst !== undefined) return [standing, 'none', because('none', 'above-clear-threshold')]
  if (met(recent) < rule.clearWindows.n) return [standing, 'none', because('none', 'too-few-windows')]
  if (holdRemainingMs > 0) return [standing, 'none', because('none', 'minimum-hold')]
  // The next event may have begun already: it counts from its first window on.
  const next = rule.clearsByOwnLabel ? [worstOf(labels, 'raiseAt') !== undefined] : []
  const quiet: QuietState = { kind: 'quiet', recent: next, clearedAtMs: endMs, heardAtMs }
  return [quiet, 'cleared', because('cleared', 'cleared')]
}

function isSilent({ heardAtMs }: Memory, nowMs: number, { staleAfterMs }: AlarmRule): boolean {
  return heardAtMs !== null && nowMs - heardAtMs >= staleAfterMs
}

/** The label farthest above its threshold, among those at or above it. */
function worstOf(labels: readonly LabelJudgement[], threshold: 'raiseAt' | 'clearAt'): LabelJudgement | undefined {
  return labels
    .filter((judged) => judged.score >= judged[threshold])
    .toSorted((a, b) => b.score - b[threshold] - (a.score - a[threshold]))[0]
}

function pick(rule: AlarmRule, label: string) {
  const { raiseAt, clearAt } = thresholdsOf(rule, label)
  return { raiseAt, clearAt }
}

const remember = (recent: readonly boolean[], counts: boolean, { of }: WindowCount) => [...recent, counts].slice(-of)

const met = (recent: readonly boolean[]): number => recent.filter(Boolean).length

function explain(
  transition: AlarmTransition,
  reason: AlarmReason,
  counted: AlarmState,
  labels: readonly LabelJudgement[],
  rule: AlarmRule,
  { holdRemainingMs = 0, cooldownRemainingMs = 0, isSilenced = false } = {},
): AlarmExplanation {
  const towards = counted.kind === 'quiet' ? 'raise' : 'clear'
  const windows = {
    ...(towards === 'raise' ? rule.raiseWindows : rule.clearWindows),
    towards,
    met: met(counted.recent),
  } as const
  const silenced = isSilenced ? { isSilenced } : {}
  return { transition, reason, labels, windows, holdRemainingMs, cooldownRemainingMs, ...silenced }
}
