import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../../src/errors.ts'
import { accuracyOf, countConfusion, labelFigures } from '../../../../src/train/evaluation/confusion.ts'

const told = [
  ...Array.from({ length: 3 }, () => ({ actual: 'a', predicted: 'a' })),
  { actual: 'a', predicted: 'b' },
  { actual: 'b', predicted: 'b' },
  { actual: 'b', predicted: 'a' },
  { actual: 'b', predicted: 'c' },
]

describe('countConfusion', () => {
  it('has a row for what is and a column for what was said', () => {
    const confusion = countConfusion(told, ['a', 'b', 'c'])
    expect(confusion.counts).toEqual([
      [3, 1, 0],
      [1, 1, 1],
      [0, 0, 0],
    ])
    expect(accuracyOf(confusion)).toBeCloseTo(4 / 7, 12)
  })

  it('refuses a label that is none of the list', () => {
    expect(() => countConfusion(told, ['a', 'b'])).toThrow(ParameterError)
  })

  it('has no accuracy without anything told', () => {
    expect(accuracyOf(countConfusion([], ['a', 'b']))).toBeNull()
  })
})

it('labelFigures gives precision, recall and F1, and null where there is nothing to divide by', () => {
  expect(labelFigures(countConfusion(told, ['a', 'b', 'c']))).toEqual([
    { label: 'a', precision: 3 / 4, recall: 3 / 4, f1: 6 / 8, count: 4 },
    { label: 'b', precision: 1 / 2, recall: 1 / 3, f1: 2 / 5, count: 3 },
    { label: 'c', precision: 0, recall: null, f1: 0, count: 0 },
  ])
  expect(labelFigures(countConfusion([], ['a']))).toEqual([
    { label: 'a', precision: null, recall: null, f1: null, count: 0 },
  ])
})
