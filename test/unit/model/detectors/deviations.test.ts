import { describe, expect, it } from 'vitest'
import { findDeviations, type LearntRange } from '../../../../src/model/detectors/deviations.ts'

/** Eight numbers that were heard between -1 and 1. */
const RANGE: LearntRange = {
  deviation: new Float32Array(8).fill(0.5),
  lowest: new Float32Array(8).fill(-1),
  highest: new Float32Array(8).fill(1),
}

describe('findDeviations', () => {
  it('finds nothing within what was learnt, or hardly beyond it', () => {
    expect(findDeviations([1, -1, 0, 1.4, -1.4, 0, 0, 0], RANGE, 8)).toEqual([])
  })

  it('takes neighbours together that are beyond on the same side', () => {
    expect(findDeviations([0, 2, 4, 3, 0, -3, 0, 0], RANGE, 8)).toEqual([
      { first: 1, last: 3, beyondDb: 3 },
      { first: 5, last: 5, beyondDb: -2 },
    ])
    expect(findDeviations([0, 2, -3, 0, 0, 0, 0, 0], RANGE, 8)).toHaveLength(2)
  })

  it('does not take together what stands in different rows', () => {
    expect(findDeviations([0, 0, 0, 3, 3, 0, 0, 0], RANGE, 4)).toHaveLength(2)
  })

  it('puts first what is most unusual for that number', () => {
    const steady = { ...RANGE, deviation: Float32Array.of(5, 5, 5, 5, 5, 5, 5, 0.1) }
    expect(findDeviations([0, 9, 0, 0, 0, 0, 0, 2], steady, 8).map(({ first }) => first)).toEqual([7, 1])
  })
})
