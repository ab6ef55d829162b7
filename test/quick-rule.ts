import { type AlarmRule, DEFAULT_ALARM_RULE } from '../src/detect/alarm-rule.ts'

/** Two of three windows raise an alarm, two of three clear it, and nothing holds it any longer. */
export const QUICK_RULE: AlarmRule = {
  ...DEFAULT_ALARM_RULE,
  raiseWindows: { n: 2, of: 3 },
  clearWindows: { n: 2, of: 3 },
  minimumHoldMs: 0,
  cooldownMs: 0,
}
