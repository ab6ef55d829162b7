import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type AlarmState, QUIET, type ScoredWindow, step } from '../../../src/detect/alarm.ts'
import { DEFAULT_ALARM_RULE } from '../../../src/detect/alarm-rule.ts'
import { Replay } from '../../../src/detect/replay.ts'

const rule = {
  ...DEFAULT_ALARM_RULE,
  raiseWindows: { n: 2, of: 3 },
  clearWindows: { n: 1, of: 1 },
  minimumHoldMs: 0,
  cooldownMs: 0,
}

function window(score: number, endMs: number, heardAtMs = endMs): ScoredWindow {
  return { scores: [{ label: 'a', score }], endMs, heardAtMs }
}

it('raises and clears where live windows would', () => {
  const scores = fc.array(fc.constantFrom(0, 0.6, 0.9), { maxLength: 40 })
  fc.assert(
    fc.property(scores, (given) => {
      const replay = new Replay()
      let state: AlarmState = QUIET
      const live: { raisedMs: number; clearedMs: number | null }[] = []
      for (const [i, score] of given.entries()) {
        const heard = window(score, 1_000 * i)
        replay.push(heard, rule)
        const [next, transition] = step(state, heard, rule)
        state = next
        if (transition === 'raised') live.push({ raisedMs: heard.endMs, clearedMs: null })
        const last = live.at(-1)
        if (transition === 'cleared' && last) last.clearedMs = heard.endMs
      }
      expect(replay.alarms()).toEqual(live.map((alarm) => ({ label: 'a', ...alarm })))
    }),
  )
})

it('holds an alarm that stood through a silence to be one', () => {
  const replay = new Replay()
  for (const endMs of [0, 1_000, 100_000, 101_000]) replay.push(window(0.9, endMs), rule)
  replay.push(window(0, 102_000), rule)
  expect(replay.alarms()).toEqual([{ label: 'a', raisedMs: 1_000, clearedMs: 102_000 }])
})
