import { expect, it } from 'vitest'
import { RecentScores } from '../../../../src/page/wall/recent-scores.ts'

it('draws the newest score at the right edge, 0 at the bottom and 1 at the top', () => {
  const scores = new RecentScores()
  expect(scores.path(59, 10)).toBe('')
  scores.add(0, 1)
  scores.add(1, 2)
  expect(scores.path(59, 10)).toBe('M58.0,10.0L59.0,0.0')
})

it('counts a window once, however often it is told, and keeps the last sixty', () => {
  const scores = new RecentScores()
  for (let endMs = 1; endMs <= 100; endMs++) for (let times = 0; times < 2; times++) scores.add(0.5, endMs)
  expect(scores.path(59, 10).split('L')).toHaveLength(60)
})
