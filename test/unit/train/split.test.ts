import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatasetError, ParameterError } from '../../../src/errors.ts'
import { splitByLabel } from '../../../src/train/split.ts'

const recordings = (counts: readonly number[]): { label: number; id: string }[] =>
  counts.flatMap((count, label) => Array.from({ length: count }, (_, i) => ({ label, id: `${label}/${i}` })))

describe('splitByLabel', () => {
  it('puts every recording on exactly one side, and some of every label on both', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 5 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer(),
        (counts, share, seed) => {
          const all = recordings(counts)
          const { training, validation } = splitByLabel(all, { share, seed })
          expect([...training, ...validation].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort())
          for (const label of counts.keys()) {
            expect(training.some((item) => item.label === label)).toBe(true)
            expect(validation.some((item) => item.label === label)).toBe(true)
          }
        },
      ),
      { seed: 1, numRuns: 50 },
    )
  })

  it('keeps the share in every label', () => {
    const { validation } = splitByLabel(recordings([50, 10]), { share: 0.2, seed: 3 })
    expect(validation.filter(({ label }) => label === 0)).toHaveLength(10)
    expect(validation.filter(({ label }) => label === 1)).toHaveLength(2)
  })

  it('divides the same way for the same seed and another way for another', () => {
    const all = recordings([20, 20])
    expect(splitByLabel(all, { share: 0.3, seed: 1 })).toEqual(splitByLabel(all, { share: 0.3, seed: 1 }))
    expect(splitByLabel(all, { share: 0.3, seed: 2 })).not.toEqual(splitByLabel(all, { share: 0.3, seed: 1 }))
  })

  it.each([0, 1, -1, Number.NaN])('refuses the share %d', (share) => {
    expect(() => splitByLabel(recordings([2, 2]), { share, seed: 1 })).toThrow(ParameterError)
  })
})

describe('splitByLabel, with several files of one original', () => {
  it('refuses a label that has one original only, which could not be checked', () => {
    const silence = Array.from({ length: 12 }, () => ({ label: 1, original: 'silence' }))
    const others = Array.from({ length: 12 }, (_, i) => ({ label: 0, original: `r${i}` }))
    expect(() => splitByLabel([...others, ...silence], { share: 0.2, seed: 1 })).toThrow(DatasetError)
    expect(() => splitByLabel([...others, ...silence], { share: 0.2, seed: 1 })).toThrow('all 12 recordings of a label')
  })

  it('never divides an original', () => {
    const recordings = Array.from({ length: 30 }, (_, i) => ({ label: i % 2, original: `r${Math.floor(i / 6)}`, i }))
    for (let seed = 0; seed < 20; seed += 1) {
      const { training, validation } = splitByLabel(recordings, { share: 0.4, seed })
      expect(training.length + validation.length).toBe(30)
      for (const { label, original } of validation) {
        expect(training.filter((other) => other.label === label && other.original === original)).toEqual([])
      }
    }
  })
})
