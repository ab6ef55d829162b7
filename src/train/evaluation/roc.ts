/** A score, larger is worse, and whether it was given to something abnormal. */
export interface Scored {
  readonly score: number
  readonly isAbnormal: boolean
}

/** What happens where everything from a score on counts as abnormal. */
export interface RocPoint {
  /** Share of the normal that is called abnormal, 0..1. */
  readonly falseAlarms: number
  /** Share of the abnormal that is found, 0..1. */
  readonly found: number
  /** From which score on; infinite at the first point, where nothing counts. */
  readonly threshold: number
}

/** Up to which share of false alarms the partial area reaches, as in DCASE task 2. */
export const PARTIAL_FALSE_ALARMS = 0.1

/**
 * Receiver operating characteristic: from (0, 0) to (1, 1), one point for each different score.
 *
 * @returns null unless there is something normal and something abnormal.
 */
export function rocCurve(items: readonly Scored[]): RocPoint[] | null {
  const abnormal = items.filter(({ isAbnormal }) => isAbnormal).length
  const normal = items.length - abnormal
  if (abnormal === 0 || normal === 0) return null
  const falling = items.toSorted((a, b) => b.score - a.score)
  const points: RocPoint[] = [{ falseAlarms: 0, found: 0, threshold: Number.POSITIVE_INFINITY }]
  let hits = 0
  for (const [i, { score, isAbnormal }] of falling.entries()) {
    if (isAbnormal) hits += 1
    // Equal scores cannot be told apart: they make one slanted step, which counts half.
    if (falling[i + 1]?.score === score) continue
    points.push({ falseAlarms: (i + 1 - hits) / normal, found: hits / abnormal, threshold: score })
  }
  return points
}

/** Area under a curve up to a share of false alarms, by trapezoids; the last one is cut where it crosses. */
export function areaUpTo(curve: readonly RocPoint[], limit: number): number {
  let area = 0
  for (const [i, right] of curve.entries()) {
    const left = curve[i - 1]
    if (left === undefined || left.falseAlarms >= limit || right.falseAlarms === left.falseAlarms) continue
    const end = Math.min(limit, right.falseAlarms)
    const slope = (right.found - left.found) / (right.falseAlarms - left.falseAlarms)
    const foundAtEnd = left.found + slope * (end - left.falseAlarms)
    area += ((left.found + foundAtEnd) / 2) * (end - left.falseAlarms)
  }
  return area
}

export interface Areas {
  /** Chance that something abnormal scores above something normal, equal scores counting half: 0..1, .5 by guessing. */
  readonly auc: number
  /** The same for few false alarms only, see {@link standardisedPartialArea}: .5 by guessing, 1 at best. */
  readonly pauc: number
}

/** Both areas of scores; null unless there is something normal and something abnormal. */
export function areasOf(items: readonly Scored[]): Areas | null {
  const curve = rocCurve(items)
  return curve && { auc: areaUpTo(curve, 1), pauc: standardisedPartialArea(curve, PARTIAL_FALSE_ALARMS) }
}

/**
 * Partial area up to a share `p` of false alarms, standardised so that guessing gives .5 and perfection 1:
 * `(1 + (A - p²/2) / (p - p²/2)) / 2`.
 *
 * @see D. K. McClish, *Analyzing a portion of the ROC curve*, Medical Decision Making 9 (1989). Equal to
 *   `sklearn.metrics.roc_auc_score(max_fpr=p)`, which the DCASE baselines report as pAUC.
 */
export function standardisedPartialArea(curve: readonly RocPoint[], p: number): number {
  const guessing = p ** 2 / 2
  return (1 + (areaUpTo(curve, p) - guessing) / (p - guessing)) / 2
}
