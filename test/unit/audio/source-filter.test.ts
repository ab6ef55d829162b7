import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceFilter } from '../../../src/audio/source-filter.ts'

describe('sourceFilter', () => {
  it.each([
    { list: '', source: 'anything', isMeant: true },
    { list: 'fan-1,fan-2', source: 'fan-2', isMeant: true },
    { list: 'fan-1,fan-2', source: 'fan-22', isMeant: false },
    { list: 'press-*', source: 'press-7', isMeant: true },
    { list: 'press-*', source: 'express-7', isMeant: false },
    { list: 'a.b', source: 'axb', isMeant: false },
    { list: '*-left', source: 'press-7-left', isMeant: true },
    { list: 'ab*ba', source: 'aba', isMeant: false },
    { list: '*', source: 'anything', isMeant: true },
  ])('"$list" means $source: $isMeant', ({ list, source, isMeant }) => {
    expect(sourceFilter(list)(source)).toBe(isMeant)
  })

  it('means what the regular expression with .* for * means', () => {
    const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(letters('ab*'), letters('ab'), (pattern, source) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(source)
        expect(sourceFilter(pattern)(source)).toBe(expected)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('answers at once whatever the number of stars', () => {
    expect(sourceFilter('*a'.repeat(60))('b'.repeat(64))).toBe(false)
    expect(sourceFilter(`${'*a'.repeat(40)}*c`)('a'.repeat(64))).toBe(false)
  })
})
