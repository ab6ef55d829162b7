import { describe, expect, it } from 'vitest'
import { patchReported } from '../../../src/sim/twin-limits.ts'

const patch = (value: unknown, before = { $version: 1 }) => patchReported(before, Buffer.from(JSON.stringify(value)))
const nested = (depth: number): object => (depth === 1 ? { a: 1 } : { a: nested(depth - 1) })

describe('reported properties of the local runtime', () => {
  it('are merged, and null deletes', () => {
    expect(patch({ a: { b: null, c: 2 } }, { $version: 4, a: { b: 1 } } as { $version: number })).toEqual({
      a: { c: 2 },
      $version: 5,
    })
  })

  it('are taken up to the limits of IoT Hub', () => {
    const texts = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`t${i}`, 'x'.repeat(4_096)]))
    expect(patch({ ...texts, rest: 'x'.repeat(4_096 - 7 * 2 - 4) })).toMatchObject({ $version: 2 })
    expect(patch({ ...texts, rest: 'x'.repeat(4_096 - 7 * 2 - 3) })).toBeUndefined()
    expect(patch(nested(10))).toMatchObject({ $version: 2 })
  })

  it.each([
    ['a text of more than 4 KB', { a: 'ä'.repeat(2_049) }],
    ['more than ten objects in each other', nested(11)],
    ['a name with a dot', { sources: { 'fan.1': 1 } }],
    ['a name with a dollar', { $a: 1 }],
    ['a name of more than 1 KB', { ['n'.repeat(1_025)]: 1 }],
    ['no object', [1]],
  ])('are refused as a whole: %s', (_, value) => {
    expect(patch(value)).toBeUndefined()
  })

  it('are counted together with what is there', () => {
    const before = { $version: 1, a: 'x'.repeat(4_096), b: { c: Array.from({ length: 7 }, () => 'x'.repeat(4_000)) } }
    expect(patch({ d: true, e: 1 }, before)).toMatchObject({ d: true })
    expect(patch({ d: 'x'.repeat(1_000) }, before)).toBeUndefined()
    expect(patch({ b: null, d: 'x'.repeat(1_000) }, before)).toMatchObject({ $version: 2 })
  })
})
