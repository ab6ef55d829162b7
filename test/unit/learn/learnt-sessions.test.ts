import { describe, expect, it } from 'vitest'
import { learnNormal } from '../../../src/learn/learn-normal.ts'
import { summariseSessions } from '../../../src/learn/learnt-sessions.ts'
import { extractor, FRONT_END, normalWindows } from '../../machine-sounds.ts'

const learning = { ...FRONT_END, name: 'n', version: '1', falseAlarmRate: 0.05, heldOut: 'auto' as const }

describe('sessions at a glance', () => {
  it('are as far apart as their sound is', () => {
    const windows = [
      ...normalWindows(12, 'monday'),
      ...normalWindows(12, 'tuesday'),
      ...normalWindows(12, 'dark', { darkness: 0.85 }),
    ]
    const { sessions, farthest } = summariseSessions(learnNormal(windows, extractor, learning).report)
    const [monday, tuesday, dark] = sessions.map(({ apartDb }) => apartDb ?? Number.NaN)
    expect(sessions.map(({ name, windows: heard }) => [name, heard])).toEqual([
      ['monday', 12],
      ['tuesday', 12],
      ['dark', 12],
    ])
    expect(monday).toBe(tuesday)
    expect(dark).toBeGreaterThan(3 * (monday ?? 0))
    expect(farthest?.to).toBe('dark')
    expect(farthest?.rmsDb).toBeGreaterThanOrEqual(dark ?? 0)
  })

  it('is nothing to compare for one', () => {
    const { sessions, farthest } = summariseSessions(learnNormal(normalWindows(12), extractor, learning).report)
    expect(sessions).toMatchObject([{ name: 'monday', apartDb: null, raisedUnlearnt: null }])
    expect(farthest).toBeNull()
  })
})
