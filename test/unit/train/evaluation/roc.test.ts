import { describe, expect, it } from 'vitest'
import {
  areasOf,
  areaUpTo,
  rocCurve,
  type Scored,
  standardisedPartialArea,
} from '../../../../src/train/evaluation/roc.ts'

const scored = (normal: readonly number[], abnormal: readonly number[]): Scored[] => [
  ...normal.map((score) => ({ score, isAbnormal: false })),
  ...abnormal.map((score) => ({ score, isAbnormal: true })),
]

describe('rocCurve', () => {
  it('goes from nothing called abnormal to everything, a point for each score', () => {
    expect(rocCurve(scored([1, 2], [2, 3]))).toEqual([
      { falseAlarms: 0, found: 0, threshold: Number.POSITIVE_INFINITY },
      { falseAlarms: 0, found: 0.5, threshold: 3 },
      { falseAlarms: 0.5, found: 1, threshold: 2 },
      { falseAlarms: 1, found: 1, threshold: 1 },
    ])
  })

  it.each([
    ['normal', scored([], [1, 2])],
    ['abnormal', scored([1, 2], [])],
  ])('needs something %s', (_, items) => {
    expect(rocCurve(items)).toBeNull()
    expect(areasOf(items)).toBeNull()
  })
})

describe('areasOf', () => {
  it('counts pairs in the right order, ties half', () => {
    // Pairs won by 4: 1, 2, 3 and half of 4; by 5: all four. (3.5 + 4) / 8.
    expect(areasOf(scored([1, 2, 3, 4], [4, 5]))?.auc).toBeCloseTo(7.5 / 8, 12)
    expect(areasOf(scored([1, 1, 1], [1, 1]))?.auc).toBeCloseTo(0.5, 12)
    expect(areasOf(scored([3, 4], [1, 2]))?.auc).toBeCloseTo(0, 12)
  })

  it('equals the share of pairs for any scores', () => {
    const normal = [0.3, 0.1, 0.9, 0.3, 0.7, 0.2]
    const abnormal = [0.3, 0.8, 0.95, 0.2]
    const pairs = abnormal.flatMap((a) => normal.map((n) => (a > n ? 1 : a === n ? 0.5 : 0)))
    const expected = pairs.reduce<number>((sum, won) => sum + won, 0) / pairs.length
    expect(areasOf(scored(normal, abnormal))?.auc).toBeCloseTo(expected, 12)
  })
})

describe('standardisedPartialArea, as roc_auc_score(max_fpr=0.1) gives it', () => {
  it('where the limit is a point of the curve', () => {
    // Ten normal clips 1..10: half of the abnormal found at no false alarm, nothing more up to the first (.1).
    // A = .5 * .1 = .05; (1 + (.05 - .005) / (.1 - .005)) / 2 = 14/19.
    const curve = rocCurve(scored([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 10.5, 9.5, 5.5])) ?? []
    expect(areaUpTo(curve, 0.1)).toBeCloseTo(0.05, 12)
    expect(standardisedPartialArea(curve, 0.1)).toBeCloseTo(14 / 19, 12)
  })

  it('where the limit cuts a slanted step', () => {
    // From (0, .5) to (.25, 1): at .1 the curve has come to .7. A = .1 * (.5 + .7) / 2 = .06; (1 + .055 / .095) / 2 = 15/19.
    const curve = rocCurve(scored([1, 2, 3, 4], [4, 5])) ?? []
    expect(areaUpTo(curve, 0.1)).toBeCloseTo(0.06, 12)
    expect(standardisedPartialArea(curve, 0.1)).toBeCloseTo(15 / 19, 12)
  })

  it('is one half by guessing, 1 at best and 9/19 at worst', () => {
    expect(areasOf(scored([1, 1], [1]))?.pauc).toBeCloseTo(0.5, 12)
    expect(areasOf(scored([1, 2], [3]))?.pauc).toBeCloseTo(1, 12)
    // A = 0: (1 - .005 / .095) / 2.
    expect(areasOf(scored([2, 3], [1]))?.pauc).toBeCloseTo(9 / 19, 12)
  })
})
