import { describe, expect, it } from 'vitest'
import { computeStandardisation, keepLevels } from '../../../src/train/standardisation.ts'

describe('computeStandardisation', () => {
  it('gives mean and deviation of each coefficient over all recordings', () => {
    const inputs = [Float32Array.of(1, 3, 10, 10), Float32Array.of(5, 7, 10, 30)]
    const { mean, std } = computeStandardisation(inputs, 2)
    expect(mean).toEqual([4, 15])
    expect(std[0]).toBeCloseTo(Math.sqrt(5), 12)
    expect(std[1]).toBeCloseTo(Math.sqrt(75), 12)
  })

  it('leaves a coefficient alone that never changes', () => {
    expect(computeStandardisation([Float32Array.of(2, 2), Float32Array.of(2, 2)], 1)).toEqual({ mean: [2], std: [1] })
  })
})

describe('keepLevels', () => {
  it('takes no mean away, and keeps the scale', () => {
    expect(keepLevels({ mean: [4, 15], std: [2, 3] })).toEqual({ mean: [0, 0], std: [2, 3] })
  })
})
