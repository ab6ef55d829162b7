import { expect, it } from 'vitest'
import { labelScores } from '../../../src/detect/label-scores.ts'
import { ParameterError } from '../../../src/errors.ts'

const labels = [
  { name: 'ok', normal: true },
  { name: 'bearing', normal: false },
  { name: 'idle', normal: true },
  { name: 'propeller', normal: false },
]

it('looks at the probability of every label that is not normal', () => {
  expect(labelScores({ probabilities: [0.1, 0.2, 0.3, 0.4], score: 0.6 }, labels)).toEqual([
    { label: 'bearing', score: 0.2 },
    { label: 'propeller', score: 0.4 },
  ])
})

it('looks at the anomaly score of a detector that knows no labels', () => {
  expect(labelScores({ probabilities: [], score: 3.5 }, [])).toEqual([{ label: 'anomalous', score: 3.5 }])
})

it('refuses probabilities that are not of these labels', () => {
  expect(() => labelScores({ probabilities: [1], score: 0 }, labels)).toThrow(ParameterError)
})
