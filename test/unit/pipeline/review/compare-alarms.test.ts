import { describe, expect, it } from 'vitest'
import type { ReplayedAlarm } from '../../../../src/detect/replay.ts'
import { compareAlarms } from '../../../../src/pipeline/review/compare-alarms.ts'

const MINUTE_MS = 60_000
const alarm = (fromMinute: number, toMinute: number | null): ReplayedAlarm => ({
  label: 'clogged',
  raisedMs: fromMinute * MINUTE_MS,
  clearedMs: toMinute === null ? null : toMinute * MINUTE_MS,
})

function changesOf(now: readonly ReplayedAlarm[], other: readonly ReplayedAlarm[]) {
  const { changes } = compareAlarms('fan-1', now, other, [])
  return changes.map(({ atMs, change }) => [atMs / MINUTE_MS, change])
}

describe('the alarms of two rules', () => {
  it('are the same where they overlap, or begin within half a minute', () => {
    expect(changesOf([alarm(1, 3), alarm(10, 11)], [alarm(1, 2), alarm(10, null)])).toEqual([])
    expect(changesOf([alarm(1, 1.1)], [alarm(1.4, 1.5)])).toEqual([[1.4, 'raised later']])
    expect(changesOf([alarm(1.6, 3)], [alarm(1, 2)])).toEqual([[1, 'raised earlier']])
    expect(changesOf([alarm(1, 1.1)], [alarm(1.6, 2)])).toEqual([
      [1, 'no longer raised'],
      [1.6, 'newly raised'],
    ])
  })

  it('are paired one with one: of two within a long one, the second is new', () => {
    expect(changesOf([alarm(1, 9)], [alarm(1, 2), alarm(5, 6)])).toEqual([[5, 'newly raised']])
    expect(changesOf([alarm(1, 2), alarm(5, 6)], [alarm(1, 9)])).toEqual([[5, 'no longer raised']])
  })

  it('may be a hundred thousand', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => alarm(2 * i, 2 * i + 0.1))
    const later = many.map(({ raisedMs }) => alarm(raisedMs / MINUTE_MS + 1, raisedMs / MINUTE_MS + 1.1))
    expect(compareAlarms('fan-1', many, later, []).changes).toHaveLength(200_000)
  })
})
