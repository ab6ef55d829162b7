import { useEffect, useRef, useState } from 'preact/hooks'
import type { WindowsAnswer } from '../../adapters/http/api.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { connectionCount, model, serverNow } from '../live/state.ts'
import { ask, explain } from '../server/ask.ts'
import { HISTORY_MS, NO_HISTORY, type WindowHistory, withAnswer, withVerdict } from './window-history.ts'

/** How often the last minute is asked for again: a gap is known only to the server. @unit ms */
const LOOK_AGAIN_MS = 5_000
const LAST_MINUTE_MS = 60_000

export interface KnownHistory {
  readonly history: WindowHistory
  /** Why the last hour cannot be shown; empty when it can. */
  readonly problem: string
  /** The publisher's clock, by which windows are timed. @unit Unix epoch ms */
  readonly headMs: () => number
}

/** The last hour of a source, and each window that is judged while one looks. */
export function useHistory({ source, last, alarm, lastHeardMs }: SourceStatus): KnownHistory {
  const [history, setHistory] = useState(NO_HISTORY)
  const [problem, setProblem] = useState('')
  const head = useRef(0)
  // The publisher's clock may be another; between chunks it goes on as ours does.
  const lagMs = last ? lastHeardMs - last.verdict.window.endMs : 0
  if (Math.abs(lagMs - head.current) > 3_000) head.current = lagMs
  const headMs = () => serverNow() - head.current

  const load = (spanMs: number) => {
    const fromMs = Math.floor(headMs() - spanMs)
    return ask<WindowsAnswer>(`/api/sources/${encodeURIComponent(source)}/windows?fromMs=${fromMs}`).then(
      (answer) => {
        setHistory((known) => withAnswer(known, answer, fromMs))
        setProblem('')
      },
      (error: unknown) => setProblem(explain(error)),
    )
  }

  // Read anew for another source or connection only.
  useEffect(() => {
    setHistory(NO_HISTORY)
    void load(HISTORY_MS)
    const again = setInterval(() => void load(LAST_MINUTE_MS), LOOK_AGAIN_MS)
    return () => clearInterval(again)
  }, [source, connectionCount.value])

  useEffect(() => {
    if (!last) return
    const labels = model.value?.labels.map(({ name }) => name) ?? []
    const known = labels.length === last.verdict.probabilities.length ? labels : []
    setHistory((before) => withVerdict(before, last.verdict, alarm.state, known))
  }, [last, alarm.state])

  return { history, problem, headMs }
}
