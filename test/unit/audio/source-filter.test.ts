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
  ])('"$list" means $source: $isMeant', ({ list, source, isMeant }) => {
    expect(sourceFilter(list)(source)).toBe(isMeant)
  })
})
