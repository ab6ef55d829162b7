import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANOMALOUS_THRESHOLDS, anomalyScore } from '../../../../src/model/detectors/anomaly-scale.ts'

describe('anomalyScore', () => {
  it('is 0.5 at the fitted threshold, and lower for the median window', () => {
    expect(anomalyScore(1)).toBe(0.5)
    expect(anomalyScore(0)).toBe(0.125)
    expect(anomalyScore(2)).toBe(0.875)
  })

  it('stays within 0..1 and rises strictly, far beyond the threshold too', () => {
    const ratios = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(ratios, ratios, (a, b) => {
        fc.pre(a + 1e-6 < b)
        expect(anomalyScore(a)).toBeLessThan(anomalyScore(b))
        expect(anomalyScore(a)).toBeGreaterThanOrEqual(0)
        expect(anomalyScore(b)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('gives thresholds with a distance between raising and clearing', () => {
    expect(ANOMALOUS_THRESHOLDS.raiseAt).toBe(0.5)
    expect(ANOMALOUS_THRESHOLDS.clearAt).toBeLessThan(0.3)
    expect(ANOMALOUS_THRESHOLDS.clearAt).toBeGreaterThan(anomalyScore(0))
  })
})
