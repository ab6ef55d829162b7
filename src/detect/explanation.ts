import type { LabelThresholds, WindowCount } from './alarm-rule.ts'

export type AlarmTransition = 'raised' | 'cleared' | 'stale' | 'none'

/** Why a window, or the lack of one, did or did not change the alarm. */
export type AlarmReason =
  /** Enough windows reached a label's `raiseAt`. */
  | 'raised'
  /** The source speaks again, and what it says does not count towards clearing. */
  | 'resumed'
  /** Enough windows were below every label's `clearAt`. */
  | 'cleared'
  /** No window for `staleAfterMs`. */
  | 'silent'
  /** There was a window within `staleAfterMs`, or no alarm is standing. */
  | 'nothing-changed'
  /** No label of this window reached its `raiseAt`. */
  | 'below-raise-threshold'
  /** A label of this window is not below its `clearAt`. */
  | 'above-clear-threshold'
  /** This window counts, but not enough of the last ones do. */
  | 'too-few-windows'
  /** Enough windows, but the last alarm cleared less than `cooldownMs` ago. */
  | 'cooldown'
  /** Enough windows, but people have silenced the source for a time. */
  | 'silenced'
  /** Enough windows, but the alarm is younger than `minimumHoldMs`. */
  | 'minimum-hold'

/** One label's score beside the thresholds that held for it. */
export interface LabelJudgement extends LabelThresholds {
  readonly label: string
  readonly score: number
}

export interface AlarmExplanation {
  readonly transition: AlarmTransition
  readonly reason: AlarmReason
  /** Every label that is not normal, in the bundle's order; empty when no window was judged. */
  readonly labels: readonly LabelJudgement[]
  /** What was being counted, and how many of the last `of` windows counted. */
  readonly windows: WindowCount & { readonly towards: 'raise' | 'clear'; readonly met: number }
  /** Time until a standing alarm may clear. @unit ms */
  readonly holdRemainingMs: number
  /** Time until a new alarm may be raised. @unit ms */
  readonly cooldownRemainingMs: number
  /** Only where people have silenced the source. */
  readonly isSilenced?: boolean
}

/**
 * The same in one sentence for people.
 *
 * @example
 * describeExplanation(explanation)
 * // 'not raised: bearing 0.91 (raises at 0.80), but only 2 of the last 5 windows count and 3 are needed'
 */
export function describeExplanation(explanation: AlarmExplanation): string {
  const { windows, holdRemainingMs, cooldownRemainingMs } = explanation
  const scores = describeScores(explanation)
  switch (explanation.reason) {
    case 'raised':
      return `raised: ${scores}, ${windows.met} of the last ${windows.of} windows count and ${windows.n} are needed`
    case 'resumed':
      return `raised again after silence: ${scores}`
    case 'cleared':
      return `cleared: ${scores}, ${windows.met} of the last ${windows.of} windows count and ${windows.n} are needed`
    case 'silent':
      return 'stale: the source has fallen silent'
    case 'nothing-changed':
      return 'unchanged: no alarm is standing, or the source was heard lately'
    case 'below-raise-threshold':
      return `not raised: ${scores}`
    case 'above-clear-threshold':
      return `not cleared: ${scores}`
    case 'too-few-windows':
      return `not ${windows.towards === 'raise' ? 'raised' : 'cleared'}: ${scores}, but only ${windows.met} of the last ${windows.of} windows count and ${windows.n} are needed`
    case 'cooldown':
      return `not raised: ${scores}, but the last alarm cleared lately; ${seconds(cooldownRemainingMs)} remain`
    case 'silenced':
      return `not raised: ${scores}, but the source is silenced`
    case 'minimum-hold':
      return `not cleared: ${scores}, but the alarm is young; ${seconds(holdRemainingMs)} remain`
  }
}

function describeScores({ labels, windows }: AlarmExplanation): string {
  if (labels.length === 0) return 'no label to judge'
  return labels
    .map(({ label, score, raiseAt, clearAt }) => {
      const threshold =
        windows.towards === 'raise' ? `raises at ${raiseAt.toFixed(2)}` : `clears below ${clearAt.toFixed(2)}`
      return `${label} ${score.toFixed(2)} (${threshold})`
    })
    .join(', ')
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
