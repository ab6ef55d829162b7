import { type AlarmState, type AlarmStep, QUIET, step, tick } from '../../../src/detect/alarm.ts'
import type { AlarmRule } from '../../../src/detect/alarm-rule.ts'

/** One window a second with these scores of the labels `a` and `b`. */
export interface Heard {
  readonly a: number
  readonly b?: number
  /** @unit ms */
  readonly endMs: number
  readonly heardAtMs?: number
  readonly isSilenced?: boolean
}

export function hear(
  state: AlarmState,
  { a, b = 0, endMs, heardAtMs = endMs, isSilenced = false }: Heard,
  rule: AlarmRule,
): AlarmStep {
  const scores = [
    { label: 'a', score: a },
    { label: 'b', score: b },
  ]
  return step(state, { scores, endMs, heardAtMs, isSilenced }, rule)
}

/** Windows of label `a`, one a second from the first on. */
export function play(
  scores: readonly number[],
  rule: AlarmRule,
  firstMs = 1_000,
  from: AlarmState = QUIET,
): AlarmStep[] {
  let state = from
  return scores.map((a, i) => {
    const moved = hear(state, { a, endMs: firstMs + i * 1_000 }, rule)
    state = moved[0]
    return moved
  })
}

export const transitions = (steps: readonly AlarmStep[]) => steps.map(([, transition]) => transition)
export const reasons = (steps: readonly AlarmStep[]) => steps.map(([, , { reason }]) => reason)

export function lastState(steps: readonly AlarmStep[]): AlarmState {
  return steps.at(-1)?.[0] ?? QUIET
}

export { QUIET, tick }
