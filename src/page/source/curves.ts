import type { WindowPoint } from '../../adapters/http/api.ts'
import type { LabelJudgement } from '../../detect/explanation.ts'
import type { WindowHistory } from './window-history.ts'

/** A window follows the last within a few seconds; after longer the curve is interrupted. @unit ms */
const LONGEST_STEP_MS = 15_000

/** One curve of a chart. */
export interface Curve {
  readonly name: string
  /** At each time; null interrupts the curve. */
  readonly values: readonly (number | null)[]
}

/** A horizontal line at which something counts. */
export interface Limit {
  readonly name: string
  readonly value: number
  /** The curve that it is for; undefined when it is for all. */
  readonly curve?: number
}

export interface Curves {
  /** Ends of the windows, with one more time inside each interruption. @unit Unix epoch s */
  readonly times: readonly number[]
  readonly probabilities: readonly Curve[]
  readonly scores: readonly Curve[]
  readonly level: readonly Curve[]
}

/** The curves of the windows that end within a time. */
export function curvesOf({ labels, windows }: WindowHistory, fromMs: number, toMs: number): Curves {
  // One window more on either side: a curve goes to the edge.
  const rows = interrupted(
    windows.filter((_point, i) => {
      const next = windows[i + 1]
      const before = windows[i - 1]
      return (next === undefined || next.endMs >= fromMs) && (before === undefined || before.endMs <= toMs)
    }),
  )
  const values = (pick: (point: WindowPoint) => number | undefined) =>
    rows.map(({ point }) => (point ? (pick(point) ?? null) : null))
  const detectors = windows.at(-1)?.scores ?? []
  return {
    times: rows.map(({ atMs }) => atMs / 1_000),
    probabilities: labels.map((name, i) => ({ name, values: values(({ probabilities }) => probabilities[i]) })),
    scores:
      detectors.length > 0
        ? detectors.map(({ name }) => ({
            name,
            values: values(({ scores = [] }) => scores.find((score) => score.name === name)?.value),
          }))
        : [{ name: 'anomaly', values: values(({ score }) => score) }],
    level: [{ name: 'level', values: values(({ levelDbfs }) => levelDbfs) }],
  }
}

interface Row {
  readonly atMs: number
  readonly point?: WindowPoint
}

function interrupted(windows: readonly WindowPoint[]): Row[] {
  return windows.flatMap((point, i): Row[] => {
    const before = windows[i - 1]
    const row: Row = { atMs: point.endMs, point }
    return before && point.endMs - before.endMs > LONGEST_STEP_MS ? [{ atMs: before.endMs + 1 }, row] : [row]
  })
}

/** Where labels raise an alarm and where they clear it; one line where several labels agree. */
export function limitsOfLabels(judged: readonly LabelJudgement[], labels: readonly string[]): Limit[] {
  const of = (word: string, pick: (label: LabelJudgement) => number): Limit[] => {
    const values = new Set(judged.map(pick))
    if (values.size === 1) return [...values].map((value) => ({ name: word, value }))
    return judged.map((label) => ({
      name: `${word}: ${label.label}`,
      value: pick(label),
      curve: labels.indexOf(label.label),
    }))
  }
  return [...of('raises at', ({ raiseAt }) => raiseAt), ...of('clears below', ({ clearAt }) => clearAt)]
}

/** What each detector's score has to exceed, or the thresholds of the one score there is. */
export function limitsOfScores(last: WindowPoint | undefined, judged: readonly LabelJudgement[]): Limit[] {
  const { scores = [] } = last ?? {}
  if (scores.length > 0) {
    return scores.map(({ name, threshold }, curve) => ({ name: `${name} threshold`, value: threshold, curve }))
  }
  if (judged.length === 0) return []
  return [
    { name: 'raises at', value: Math.min(...judged.map(({ raiseAt }) => raiseAt)) },
    { name: 'clears below', value: Math.min(...judged.map(({ clearAt }) => clearAt)) },
  ]
}
