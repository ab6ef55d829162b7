import { describe, expect, it } from 'vitest'
import { mistakesOf, whatIf } from '../../../../src/page/tuning/draft.ts'

const inForce = { fault: { raiseAt: 0.8, clearAt: 0.5 }, other: { raiseAt: 0.8, clearAt: 0.5 } }

describe('thresholds that somebody tries', () => {
  it('are asked about where they differ from those in force', () => {
    const thresholds = { ...inForce, fault: { raiseAt: 0.9, clearAt: 0.5 } }
    expect(whatIf({ thresholds, raiseWindows: null }, inForce)).toEqual({ thresholds: { fault: thresholds.fault } })
  })

  it('are asked about together with the number of windows', () => {
    const raiseWindows = { n: 2, of: 4 }
    expect(whatIf({ thresholds: inForce, raiseWindows }, inForce)).toEqual({ thresholds: {}, alarm: { raiseWindows } })
  })

  it.each([
    [{ raiseAt: 0.4, clearAt: 0.5 }, 'fault: it must clear at or below 0.4, where it raises'],
    [{ raiseAt: Number.NaN, clearAt: 0.5 }, 'fault: give both thresholds as numbers'],
  ])('are refused when they are %j', (fault, mistake) => {
    expect(mistakesOf({ thresholds: { fault }, raiseWindows: null })).toEqual([mistake])
  })

  it('are refused when more windows must agree than are looked at', () => {
    expect(mistakesOf({ thresholds: inForce, raiseWindows: { n: 4, of: 3 } })).toEqual(['windows: 4 of 3 cannot be'])
  })
})
