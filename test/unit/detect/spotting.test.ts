import { expect, it } from 'vitest'
import type { AlarmState, AlarmStep } from '../../../src/detect/alarm.ts'
import { DEFAULT_ALARM_RULE, withBundleRule } from '../../../src/detect/alarm-rule.ts'
import { SPOTTING_ALARM } from '../../../src/model/spotting.ts'
import { hear, QUIET } from './play.ts'

const words = ['a', 'b'].map((name) => ({ name, message: name, normal: false }))
const rule = withBundleRule(DEFAULT_ALARM_RULE, { labels: words, alarm: SPOTTING_ALARM })

/** Four windows a second, each with the probabilities of the words a and b. @returns What was told, `a raised` and so on. */
function told(windows: readonly (readonly [a: number, b: number])[]): string[] {
  let state: AlarmState = QUIET
  return windows.flatMap(([a, b], i) => {
    const before = state
    const [after, transition]: AlarmStep = hear(state, { a, b, endMs: 1_000 + 256 * i }, rule)
    state = after
    const standing = after.kind === 'quiet' ? before : after
    return transition === 'none' || standing.kind === 'quiet' ? [] : [`${standing.label} ${transition}`]
  })
}

const SILENCE = [0.04, 0.04] as const
const A = [0.95, 0.02] as const
const B = [0.02, 0.95] as const

it('a word that is heard in four windows is one event', () => {
  expect(told([SILENCE, A, A, A, A, SILENCE, SILENCE])).toEqual(['a raised', 'a cleared'])
})

it('a word that only one window is sure of is none', () => {
  expect(told([SILENCE, A, SILENCE, SILENCE, B, SILENCE])).toEqual([])
})

it('a word that follows without a pause is an event of its own', () => {
  expect(told([A, A, A, B, B, B, B, SILENCE])).toEqual(['a raised', 'a cleared', 'b raised', 'b cleared'])
})

it('a word is not raised again while it fades', () => {
  expect(told([A, A, [0.4, 0.02], A, SILENCE, SILENCE])).toEqual(['a raised', 'a cleared'])
})
