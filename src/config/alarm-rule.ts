import type { AlarmRule } from '../detect/alarm-rule.ts'
import type { Config } from './schema.ts'

/** The alarm's part of the configuration in the words of the alarm. */
export function alarmRuleOf({ alarm }: Config): AlarmRule {
  return {
    raiseAt: alarm.raiseAt,
    clearAt: alarm.clearAt,
    labels: Object.fromEntries(alarm.labels),
    raiseWindows: { n: alarm.raiseWindows, of: alarm.raiseOfWindows },
    clearWindows: { n: alarm.clearWindows, of: alarm.clearOfWindows },
    minimumHoldMs: alarm.minimumHoldSeconds * 1_000,
    cooldownMs: alarm.cooldownSeconds * 1_000,
    staleAfterMs: alarm.staleAfterSeconds * 1_000,
  }
}
