import { describe, expect, it } from 'vitest'
import { QUIET } from '../../../src/detect/alarm.ts'
import { alarmEvent } from '../../../src/detect/alarm-event.ts'
import { decidingWindow, formerAlarm } from '../../../src/detect/former-alarm.ts'
import { event } from '../pipeline/alarm-events.ts'

const NOW_MS = 1_767_225_600_000

describe('the alarm that a former process left', () => {
  it.each(['raised', 'stale'] as const)('stands when it was %s, its source being heard now', (state) => {
    expect(formerAlarm(event('fan-1', 12_000, state), NOW_MS)).toEqual({
      kind: state,
      label: 'imbalanced',
      sinceMs: 12_000,
      recent: [],
      heardAtMs: NOW_MS,
    })
  })

  it('is over when it was cleared, and the cooldown goes on', () => {
    expect(formerAlarm(event('fan-1', 12_000, 'cleared'), NOW_MS)).toEqual({ ...QUIET, clearedAtMs: 12_000 })
  })

  it('can be told of again by the window that decided it', () => {
    const told = event('fan-1', 12_000)
    const { label, message, score } = told.data
    const verdict = decidingWindow(told)
    expect(alarmEvent({ deviceId: 'test', state: 'raised', label, message, score, verdict })).toEqual(told)
  })
})
