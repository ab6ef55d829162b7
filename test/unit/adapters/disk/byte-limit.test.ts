import fc from 'fast-check'
import { expect, it } from 'vitest'
import { beyondLimit } from '../../../../src/adapters/disk/byte-limit.ts'

const items = fc.array(fc.record({ bytes: fc.nat(100), isProtected: fc.boolean() }))
const bytesOf = ({ bytes }: { readonly bytes: number }): number => bytes
const total = (kept: readonly { readonly bytes: number }[]): number => kept.reduce((sum, { bytes }) => sum + bytes, 0)

it('drops the oldest that may go, no more than need be, and says when that is not enough', () => {
  fc.assert(
    fc.property(items, fc.nat(2_000), (all, mostBytes) => {
      const mayGo = ({ isProtected }: { readonly isProtected: boolean }): boolean => !isProtected
      const { going, isEnough } = beyondLimit(all, { mostBytes, bytesOf, mayGo })
      const free = all.filter(mayGo)
      expect(going).toEqual(free.slice(0, going.length))
      const kept = all.filter((item) => !going.includes(item))
      expect(isEnough).toBe(total(kept) <= mostBytes)
      if (!isEnough) expect(going).toHaveLength(free.length)
      const last = going.at(-1)
      if (last !== undefined) expect(total(kept) + last.bytes).toBeGreaterThan(mostBytes)
    }),
  )
})
