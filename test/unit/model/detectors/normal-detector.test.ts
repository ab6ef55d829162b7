import { describe, expect, it } from 'vitest'
import { combineScores, judge, type NormalDistances } from '../../../../src/model/detectors/normal-detector.ts'

const USUAL = { spectrum: 0, modulation: 0, hum: 0 }

describe('combineScores', () => {
  it('lets no score that is lower than usual hide another that is high', () => {
    const fault = combineScores({ ...USUAL, modulation: 4 }, -1)
    const covered = combineScores({ spectrum: -5, modulation: 4, hum: -5 }, -1)
    expect(fault - covered).toBeLessThan(1.7)
    expect(covered).toBeGreaterThan(combineScores(USUAL, -1) + 1)
  })

  it('adds nearly what a score is above the usual', () => {
    expect(combineScores({ ...USUAL, spectrum: 30 }, -1) - combineScores({ ...USUAL, spectrum: 20 }, -1)).toBeCloseTo(
      10,
    )
    expect(combineScores({ ...USUAL, hum: 30 }, -1) - combineScores({ ...USUAL, hum: 20 }, -1)).toBeCloseTo(10)
  })

  it('stays a number, however far a score is off', () => {
    expect(combineScores({ spectrum: 1e6, modulation: -1e6, hum: 1e6 }, -1)).toBeCloseTo(2e6, 3)
  })
})

describe('judge', () => {
  const scale = { median: 0, deviation: 1, threshold: 3 }
  const distance = (z: number) => ({ squared: Math.exp(z), nearest: 0 })
  const calibration = { spectrum: scale, modulation: scale, combined: { median: 0, threshold: 4 } }
  const distances: NormalDistances = { spectrum: distance(6), modulation: distance(-2) }

  it('sums up as it was calibrated: also below the usual where a bundle does not say from where', () => {
    expect(judge(distances, calibration).score).toBeCloseTo(0.5, 9)
    const added = judge(distances, { ...calibration, combined: { ...calibration.combined, addsFrom: -1 } })
    expect(added.score).toBeGreaterThan(0.6)
    expect(added.scores).toEqual(judge(distances, calibration).scores)
  })
})
