import { describe, expect, it } from 'vitest'
import { FEW_RECORDINGS, isRefitted } from '../../../src/train/refit.ts'

describe('a network learns from all recordings at last', () => {
  it.each([
    { refit: 'few', recordings: FEW_RECORDINGS - 1, expected: true },
    { refit: 'few', recordings: FEW_RECORDINGS, expected: false },
    { refit: 'always', recordings: 10_000, expected: true },
    { refit: 'never', recordings: 10, expected: false },
  ] as const)('$refit, $recordings recordings: $expected', ({ refit, recordings, expected }) => {
    expect(isRefitted(refit, { recordings })).toBe(expected)
  })

  it('never where machines are held out: what it would keep has been checked with none', () => {
    expect(isRefitted('always', { recordings: 10, heldOutMachines: ['id_02'] })).toBe(false)
  })
})
