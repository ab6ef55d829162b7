import { describe, expect, it } from 'vitest'
import { DriftWatch } from '../../../../src/model/detectors/drift-watch.ts'

describe('DriftWatch', () => {
  it('says nothing before it has heard enough', () => {
    const watch = new DriftWatch()
    for (let i = 0; i < 19; i += 1) watch.add(0.4)
    expect(watch.state).toBeNull()
    watch.add(0.4)
    expect(watch.state).toEqual({ medianScore: 0.4, isDrifting: true })
  })

  it('does not take single anomalies for a drift', () => {
    const watch = new DriftWatch(40)
    for (let i = 0; i < 40; i += 1) watch.add(i % 4 === 0 ? 0.9 : 0.12)
    expect(watch.state).toEqual({ medianScore: 0.12, isDrifting: false })
  })

  it('notices that the usual window has moved half-way to the threshold, and forgets it again', () => {
    const watch = new DriftWatch(30)
    for (let i = 0; i < 60; i += 1) watch.add(0.12 + 0.004 * i)
    expect(watch.state?.isDrifting).toBe(true)
    for (let i = 0; i < 30; i += 1) watch.add(0.12)
    expect(watch.state?.isDrifting).toBe(false)
  })
})
