import type { WindowPoint, WindowsAnswer } from '../../adapters/http/api.ts'
import type { WindowVerdict } from '../../model/verdict.ts'

/** The server keeps as long. @unit ms */
export const HISTORY_MS = 60 * 60_000

export type Gap = WindowsAnswer['gaps'][number]

/** What is known of one source's last hour; never changed, but made anew. */
export interface WindowHistory {
  readonly labels: readonly string[]
  /** Oldest first, each window once. */
  readonly windows: readonly WindowPoint[]
  readonly gaps: readonly Gap[]
}

export const NO_HISTORY: WindowHistory = { labels: [], windows: [], gaps: [] }

/**
 * Lay an answer of the server over what is known: it knows better from `fromMs` on.
 *
 * @param fromMs - Begin of the time that was asked for. @unit Unix epoch ms
 */
export function withAnswer(history: WindowHistory, answer: WindowsAnswer, fromMs: number): WindowHistory {
  const isBefore = ({ endMs }: { readonly endMs: number }) => endMs < fromMs
  const firstTold = answer.windows[0]?.endMs ?? Number.POSITIVE_INFINITY
  const lastTold = answer.windows.at(-1)?.endMs ?? 0
  return {
    labels: answer.labels.length > 0 ? answer.labels : history.labels,
    windows: [
      ...history.windows.filter((point) => isBefore(point) && point.endMs < firstTold),
      ...answer.windows,
      ...history.windows.filter(({ endMs }) => endMs > lastTold && endMs >= fromMs),
    ],
    gaps: [...history.gaps.filter(isBefore), ...answer.gaps],
  }
}

/** Add the window that was just judged, and forget what is too old. Unchanged when it is known already. */
export function withVerdict(
  history: WindowHistory,
  verdict: WindowVerdict,
  alarmState: WindowPoint['alarmState'],
  labels: readonly string[],
): WindowHistory {
  const { window, label, anomaly, score, scores, probabilities, indicators } = verdict
  const last = history.windows.at(-1)
  if (last && window.endMs <= last.endMs) return history
  const point: WindowPoint = {
    ...window,
    label,
    anomaly,
    score,
    probabilities,
    ...(scores ? { scores } : {}),
    levelDbfs: indicators.rmsDbfs,
    alarmState,
  }
  const oldest = window.endMs - HISTORY_MS
  return {
    labels,
    windows: [...history.windows.filter(({ endMs }) => endMs >= oldest), point],
    gaps: history.gaps.filter(({ endMs }) => endMs >= oldest),
  }
}

/** The window whose end is nearest to a time; undefined when there is none. */
export function windowNear(windows: readonly WindowPoint[], ms: number): WindowPoint | undefined {
  return windows.reduce<WindowPoint | undefined>((best, point) => {
    return best && Math.abs(best.endMs - ms) <= Math.abs(point.endMs - ms) ? best : point
  }, undefined)
}
