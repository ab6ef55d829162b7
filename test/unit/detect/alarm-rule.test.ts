import { describe, expect, it } from 'vitest'
import { checkAlarmRule, DEFAULT_ALARM_RULE, thresholdsOf, withBundleRule } from '../../../src/detect/alarm-rule.ts'
import { ConfigError } from '../../../src/errors.ts'
import { SPOTTING_ALARM } from '../../../src/model/spotting.ts'

const rule = { ...DEFAULT_ALARM_RULE, labels: { bearing: { raiseAt: 0.6, clearAt: 0.3 } } }

describe('the alarm rule', () => {
  it('is valid by default', () => {
    expect(checkAlarmRule(DEFAULT_ALARM_RULE)).toBe(DEFAULT_ALARM_RULE)
  })

  it('gives a label its own thresholds, and the common ones to all others', () => {
    expect(thresholdsOf(rule, 'bearing').raiseAt).toBe(0.6)
    expect(thresholdsOf(rule, 'propeller').raiseAt).toBe(DEFAULT_ALARM_RULE.raiseAt)
    expect(thresholdsOf(rule, 'constructor').raiseAt).toBe(DEFAULT_ALARM_RULE.raiseAt)
  })

  it("prefers the configuration's thresholds to the bundle's, and those to the common ones", () => {
    const label = (name: string) => ({ name, message: name, normal: false, thresholds: { raiseAt: 0.7, clearAt: 0.1 } })
    const labels = [{ name: 'ok', message: 'OK', normal: true }, label('bearing'), label('propeller')]
    const merged = withBundleRule(rule, { labels })
    expect(merged.labels).toEqual({
      bearing: { raiseAt: 0.6, clearAt: 0.3 },
      propeller: { raiseAt: 0.7, clearAt: 0.1 },
    })
  })

  it('gives way to a rule of the bundle, but for thresholds by label and for silence', () => {
    const label = (name: string, normal: boolean) => ({ name, message: name, normal })
    const words = [label('yes', false), label('no', false)]
    expect(withBundleRule(rule, { labels: words, alarm: SPOTTING_ALARM })).toEqual({
      raiseAt: SPOTTING_ALARM.raiseAt,
      clearAt: SPOTTING_ALARM.clearAt,
      labels: rule.labels,
      raiseWindows: SPOTTING_ALARM.raiseWindows,
      clearWindows: SPOTTING_ALARM.clearWindows,
      minimumHoldMs: 0,
      cooldownMs: 500,
      staleAfterMs: rule.staleAfterMs,
      clearsByOwnLabel: true,
    })
    const machine = withBundleRule(rule, { labels: [label('ok', true), ...words], alarm: SPOTTING_ALARM })
    expect(machine.clearsByOwnLabel).toBe(false)
  })

  it('is refused with every mistake at once', () => {
    const wrong = {
      raiseAt: Number.NaN,
      clearAt: Number.POSITIVE_INFINITY,
      labels: { bearing: { raiseAt: 0.2, clearAt: 0.3 } },
      raiseWindows: { n: 4, of: 3 },
      clearWindows: { n: 0, of: 1.5 },
      minimumHoldMs: -1,
      cooldownMs: Number.NaN,
      staleAfterMs: 0,
    }
    const mistakes = [
      'raiseAt must be a number',
      'clearAt must be a number',
      'labels.bearing.clearAt (0.3) must not be above raiseAt (0.2)',
      'raiseWindows asks for 4 of only 3 windows',
      'clearWindows must be whole numbers from 1 to 1000, got 0 of 1.5',
      'minimumHoldMs must be',
      'cooldownMs must be',
      'staleAfterMs must be above 0',
    ]
    expect(() => checkAlarmRule(wrong)).toThrow(ConfigError)
    for (const mistake of mistakes) expect(() => checkAlarmRule(wrong)).toThrow(mistake)
  })
})
