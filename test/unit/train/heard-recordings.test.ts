import { expect, it } from 'vitest'
import { acquaintances, describeHeard } from '../../../src/train/heard-recordings.ts'

const hash = (digit: string): { sha256: string } => ({ sha256: digit.repeat(64) })

it('a bundle knows again the recordings that it was trained and checked with', () => {
  const heard = describeHeard({ training: [hash('b'), hash('a'), hash('a')], validation: [hash('c')] })
  expect(heard).toEqual({ training: ['a'.repeat(16), 'b'.repeat(16)], validation: ['c'.repeat(16)] })
  const meet = acquaintances({ dataset: { heard } })
  expect(['a', 'b', 'c', 'd'].map((digit) => meet(hash(digit).sha256))).toEqual([
    'training',
    'training',
    'validation',
    'unheard',
  ])
})

it.each([undefined, {}, { dataset: { recordings: 4 } }, { dataset: { heard: { training: [] } } }])(
  'a bundle that does not say what it heard knows no recording: %j',
  (training) => expect(acquaintances(training)(hash('a').sha256)).toBe('unknown'),
)
