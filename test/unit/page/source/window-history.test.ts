import { describe, expect, it } from 'vitest'
import type { WindowPoint, WindowsAnswer } from '../../../../src/adapters/http/api.ts'
import { curvesOf } from '../../../../src/page/source/curves.ts'
import { NO_HISTORY, windowNear, withAnswer } from '../../../../src/page/source/window-history.ts'

const point = (endMs: number, score = 0): WindowPoint => ({
  startMs: endMs - 10_000,
  endMs,
  label: 'ok',
  anomaly: false,
  score,
  probabilities: [1 - score, score],
  levelDbfs: -20,
  alarmState: 'quiet',
})
const answer = (...windows: readonly WindowPoint[]): WindowsAnswer => ({ labels: ['ok', 'fault'], windows, gaps: [] })
const ends = ({ windows }: { readonly windows: readonly WindowPoint[] }) => windows.map(({ endMs }) => endMs)

describe('the history of a source', () => {
  it('takes the last answer for the time that was asked for, and keeps what is older and newer', () => {
    const before = withAnswer(NO_HISTORY, answer(point(1_000), point(2_000), point(5_000)), 0)
    expect(ends(withAnswer(before, answer(point(3_000), point(4_000)), 2_500))).toEqual([
      1_000, 2_000, 3_000, 4_000, 5_000,
    ])
  })

  it('has each window once', () => {
    const before = withAnswer(NO_HISTORY, answer(point(1_000), point(2_000)), 0)
    expect(ends(withAnswer(before, answer(point(2_000), point(3_000)), 1_500))).toEqual([1_000, 2_000, 3_000])
  })

  it('is not lost by an answer that holds nothing', () => {
    const before = withAnswer(NO_HISTORY, answer(point(1_000)), 0)
    const after = withAnswer(before, { labels: [], windows: [], gaps: [] }, 5_000)
    expect(ends(after)).toEqual([1_000])
    expect(after.labels).toEqual(['ok', 'fault'])
  })

  it('finds the window that ends nearest to a time', () => {
    expect(windowNear([point(1_000), point(4_000)], 2_600)?.endMs).toBe(4_000)
    expect(windowNear([], 0)).toBeUndefined()
  })
})

describe('the curves of a history', () => {
  it('have a value for each window, by label', () => {
    const { times, probabilities, level } = curvesOf(withAnswer(NO_HISTORY, answer(point(1_000, 0.25)), 0), 0, 2_000)
    expect(times).toEqual([1])
    expect(probabilities).toEqual([
      { name: 'ok', values: [0.75] },
      { name: 'fault', values: [0.25] },
    ])
    expect(level[0]?.values).toEqual([-20])
  })

  it('are interrupted where no window came for long', () => {
    const history = withAnswer(NO_HISTORY, answer(point(1_000), point(2_000), point(40_000)), 0)
    expect(curvesOf(history, 0, 50_000).scores[0]?.values).toEqual([0, 0, null, 0])
  })

  it('go to the edge of the view with one window more on either side', () => {
    const history = withAnswer(NO_HISTORY, answer(...[1, 2, 3, 4, 5, 6].map((s) => point(s * 1_000))), 0)
    expect(curvesOf(history, 2_500, 4_500).times).toEqual([2, 3, 4, 5])
  })

  it('show the scores of each detector where there are several', () => {
    const scores = [
      { name: 'spectrum', value: 2, threshold: 3 },
      { name: 'modulation', value: 4, threshold: 3.5 },
    ]
    const curves = curvesOf(withAnswer(NO_HISTORY, answer({ ...point(1_000), scores }), 0), 0, 2_000)
    expect(curves.scores).toEqual([
      { name: 'spectrum', values: [2] },
      { name: 'modulation', values: [4] },
    ])
  })
})
