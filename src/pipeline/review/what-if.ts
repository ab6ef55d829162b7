import { setImmediate as breath } from 'node:timers/promises'
import type { AlarmRule } from '../../detect/alarm-rule.ts'
import { Replay, type ReplayedAlarm } from '../../detect/replay.ts'
import { compareAlarms } from './compare-alarms.ts'
import type { AlarmChange, Counts, Outcome, WhatIfAnswer } from './outcome.ts'
import type { Review } from './review.ts'
import { ruleForStretch, type VerdictHistory } from './verdict-history.ts'

export interface Question {
  readonly history: VerdictHistory
  readonly reviews: readonly Review[]
  /** The rule in force, and the other. */
  readonly now: AlarmRule
  readonly other: AlarmRule
  /** The monotonic clock. @unit ms */
  readonly elapsed?: (() => number) | undefined
}

const MOST_CHANGES = 500
/** Then no further source is taken up: a person waits for the answer, and live sound for the processor. @unit ms */
const MOST_MS = 20_000
/** Windows that are replayed before others have a turn: some milliseconds. */
const WINDOWS_A_TURN = 1_000

/**
 * What another rule would have done over the time that is kept, beside the one in force. Changes nothing. Sources
 * that people reviewed alarms of come first; the answer says how many there was time for.
 */
export async function whatIf(question: Question): Promise<WhatIfAnswer> {
  const { history, reviews, now, other, elapsed = () => performance.now() } = question
  const untilMs = elapsed() + MOST_MS
  const reviewed = new Set(reviews.map(({ source }) => source))
  const all = history.sources()
  const sources = [...all.filter((name) => reviewed.has(name)), ...all.filter((name) => !reviewed.has(name))]
  let replayedSources = 0
  const outcomes: { source: string; now: Counts; other: Counts }[] = []
  const changes: AlarmChange[] = []
  let windows = 0
  let fromMs = Number.POSITIVE_INFINITY
  let toMs = Number.NEGATIVE_INFINITY
  for (const source of sources) {
    if (replayedSources > 0 && elapsed() >= untilMs) break
    replayedSources += 1
    const replayed = await replaySource(history, source, now, other)
    if (replayed.windows === 0) continue
    windows += replayed.windows
    fromMs = Math.min(fromMs, replayed.fromMs)
    toMs = Math.max(toMs, replayed.toMs)
    const { fromMs: first, toMs: last } = replayed
    const own = reviews.filter((review) => {
      return review.source === source && review.raisedMs >= first && review.raisedMs <= last
    })
    const compared = compareAlarms(source, replayed.now, replayed.other, own)
    outcomes.push({ source, now: compared.now, other: compared.other })
    for (const change of compared.changes) changes.push(change)
  }
  changes.sort((a, b) => a.atMs - b.atMs)
  return {
    fromMs: windows === 0 ? null : fromMs,
    toMs: windows === 0 ? null : toMs,
    windows,
    windowsDropped: history.windowsDropped,
    sources: { replayed: replayedSources, of: sources.length },
    now: together(outcomes.map(({ source, now: counts }) => ({ source, ...counts }))),
    other: together(outcomes.map(({ source, other: counts }) => ({ source, ...counts }))),
    changes: changes.slice(0, MOST_CHANGES),
  }
}

interface ReplayedSource {
  readonly windows: number
  readonly fromMs: number
  readonly toMs: number
  readonly now: readonly ReplayedAlarm[]
  readonly other: readonly ReplayedAlarm[]
}

async function replaySource(
  history: VerdictHistory,
  source: string,
  now: AlarmRule,
  other: AlarmRule,
): Promise<ReplayedSource> {
  const present = new Replay()
  const alternative = new Replay()
  let windows = 0
  let fromMs = Number.POSITIVE_INFINITY
  let toMs = Number.NEGATIVE_INFINITY
  for await (const stretch of history.stretches(source)) {
    const rules = { now: ruleForStretch(now, stretch), other: ruleForStretch(other, stretch) }
    for (const window of stretch.windows) {
      present.push(window, rules.now)
      alternative.push(window, rules.other)
      fromMs = Math.min(fromMs, window.endMs)
      toMs = Math.max(toMs, window.endMs)
      windows += 1
      if (windows % WINDOWS_A_TURN === 0) await breath()
    }
  }
  return { windows, fromMs, toMs, now: present.alarms(), other: alternative.alarms() }
}

function together(perSource: readonly (Counts & { readonly source: string })[]): Outcome {
  const sum = (name: keyof Counts): number => perSource.reduce((total, counts) => total + counts[name], 0)
  return { raised: sum('raised'), falseAlarms: sum('falseAlarms'), missed: sum('missed'), perSource }
}
