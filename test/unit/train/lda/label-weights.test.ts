import { describe, expect, it } from 'vitest'
import { labelWeights } from '../../../../src/train/lda/label-weights.ts'

const ACTUAL = [0, 1, 1, 1, 1, 2, 3, 3]
const shareOf = (label: number, weights: Float64Array): number =>
  weights.reduce((sum, weight, i) => sum + (ACTUAL[i] === label ? weight : 0), 0)

describe('labelWeights', () => {
  it('lets a preferred label count as much as all others together, however often each was recorded', () => {
    const weights = labelWeights(ACTUAL, new Set([0]))
    expect([0, 1, 2, 3].map((label) => shareOf(label, weights))).toEqual(
      [1 / 2, 1 / 6, 1 / 6, 1 / 6].map((share) => expect.closeTo(share, 12)),
    )
    expect(new Set(weights.subarray(1, 5)).size).toBe(1)
  })

  it('divides that half among the labels that are preferred', () => {
    const weights = labelWeights(ACTUAL, new Set([0, 3]))
    expect([0, 1, 2, 3].map((label) => shareOf(label, weights))).toEqual(
      [1 / 4, 1 / 4, 1 / 4, 1 / 4].map((share) => expect.closeTo(share, 12)),
    )
  })

  it('lets all labels count alike where none is preferred, or all are', () => {
    for (const preferred of [[], [0, 1, 2, 3]]) {
      const weights = labelWeights(ACTUAL, new Set(preferred))
      for (const label of [0, 1, 2, 3]) expect(shareOf(label, weights)).toBeCloseTo(1 / 4, 12)
    }
  })
})
