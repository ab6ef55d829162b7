import { expect, it } from 'vitest'
import { step } from '../../../src/detect/alarm.ts'
import { type AlarmRule, DEFAULT_ALARM_RULE } from '../../../src/detect/alarm-rule.ts'
import { describeExplanation } from '../../../src/detect/explanation.ts'
import { hear, lastState, play, QUIET, tick } from './play.ts'

const rule: AlarmRule = {
  ...DEFAULT_ALARM_RULE,
  raiseWindows: { n: 2, of: 3 },
  clearWindows: { n: 2, of: 3 },
  minimumHoldMs: 4_000,
  cooldownMs: 4_000,
}
const raised = lastState(play([0.9, 0.9], rule))
const [stale, , wentStale] = tick(raised, 99_000, rule)

const sentences = (scores: number[], from = QUIET as Parameters<typeof play>[3], firstMs = 1_000) =>
  play(scores, rule, firstMs, from).map(([, , explanation]) => describeExplanation(explanation))

it('says of every window in one sentence why it did or did not change the alarm', () => {
  expect(sentences([0.1, 0.9, 0.9])).toEqual([
    'not raised: a 0.10 (raises at 0.80), b 0.00 (raises at 0.80)',
    'not raised: a 0.90 (raises at 0.80), b 0.00 (raises at 0.80), but only 1 of the last 3 windows count and 2 are needed',
    'raised: a 0.90 (raises at 0.80), b 0.00 (raises at 0.80), 2 of the last 3 windows count and 2 are needed',
  ])
  expect(sentences([0.6, 0.1, 0.1, 0.1], raised, 3_000)).toEqual([
    'not cleared: a 0.60 (clears below 0.50), b 0.00 (clears below 0.50)',
    'not cleared: a 0.10 (clears below 0.50), b 0.00 (clears below 0.50), but only 1 of the last 3 windows count and 2 are needed',
    'not cleared: a 0.10 (clears below 0.50), b 0.00 (clears below 0.50), but the alarm is young; 1.0 s remain',
    'cleared: a 0.10 (clears below 0.50), b 0.00 (clears below 0.50), 3 of the last 3 windows count and 2 are needed',
  ])
  const cleared = lastState(play([0.1, 0.1, 0.1, 0.1], rule, 3_000, raised))
  expect(sentences([0.9, 0.9], cleared, 7_000)[1]).toBe(
    'not raised: a 0.90 (raises at 0.80), b 0.00 (raises at 0.80), but the last alarm cleared lately; 2.0 s remain',
  )
})

it('says what silence did', () => {
  expect(describeExplanation(wentStale)).toBe('stale: the source has fallen silent')
  expect(describeExplanation(tick(stale, 99_001, rule)[2])).toBe(
    'unchanged: no alarm is standing, or the source was heard lately',
  )
  expect(describeExplanation(hear(stale, { a: 0.9, endMs: 99_000 }, rule)[2])).toBe(
    'raised again after silence: a 0.90 (clears below 0.50), b 0.00 (clears below 0.50)',
  )
})

it('says that people have silenced the source', () => {
  const [once] = hear(QUIET, { a: 0.9, endMs: 1_000 }, rule)
  const [, , explanation] = hear(once, { a: 0.9, endMs: 2_000, isSilenced: true }, rule)
  expect(describeExplanation(explanation)).toMatch(/^not raised: .*, but the source is silenced$/)
})

it('has a word for a bundle without any label that is not normal', () => {
  const [, , explanation] = step(QUIET, { scores: [], endMs: 0, heardAtMs: 0 }, rule)
  expect(describeExplanation(explanation)).toBe('not raised: no label to judge')
})
