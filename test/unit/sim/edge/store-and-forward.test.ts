import { describe, expect, it } from 'vitest'
import { StoreAndForward } from '../../../../src/sim/edge/store-and-forward.ts'
import { patchProperties } from '../../../../src/sim/edge/twin.ts'

describe('store and forward', () => {
  it('gives by priority, then by age, leaving out and counting what is too old', () => {
    const store = new StoreAndForward<string>()
    store.put('late', 5, 100)
    store.put('old', 0, 10)
    store.put('urgent', 0, 100)
    store.put('later', 5, 100)
    expect([store.take(50), store.take(50), store.take(50), store.take(50)]).toEqual([
      'urgent',
      'late',
      'later',
      undefined,
    ])
    expect(store.dropped).toBe(1)
  })

  it('drops and counts the least urgent when it is full', () => {
    const store = new StoreAndForward<number>()
    for (let i = 0; i < 10_000; i++) store.put(i, 1, 100)
    store.put(-1, 0, 100)
    store.put(-2, 2, 100)
    expect(store.dropped).toBe(2)
    expect([store.take(0), store.take(0)]).toEqual([-1, 0])
  })
})

describe('a twin', () => {
  it('merges key by key, deletes with null, replaces everything else and counts versions', () => {
    const before = patchProperties({ $version: 0 }, { a: 1, b: { c: 2, d: 3 }, list: [1, 2] })
    expect(patchProperties(before, { b: { c: null, e: { f: null, g: 4 } }, list: [3], a: { deep: true } })).toEqual({
      a: { deep: true },
      b: { d: 3, e: { g: 4 } },
      list: [3],
      $version: 2,
    })
  })
})
