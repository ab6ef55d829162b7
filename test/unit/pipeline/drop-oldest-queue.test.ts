import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { DropOldestQueue } from '../../../src/pipeline/drop-oldest-queue.ts'

describe('a queue that sheds the oldest', () => {
  it('gives back in order what it was given', () => {
    const queue = new DropOldestQueue<string>(3)
    expect(queue.push('a', 'b')).toEqual([])
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(['a', 'b', undefined])
  })

  it('sheds the oldest when it is full', () => {
    const queue = new DropOldestQueue<string>(2)
    queue.push('a', 'b')
    expect(queue.push('c')).toEqual(['a'])
    expect(queue.clear()).toEqual(['b', 'c'])
  })

  it('never sheds what was pushed at once, however much it is', () => {
    const queue = new DropOldestQueue<number>(2)
    queue.push(1)
    expect(queue.push(2, 3, 4)).toEqual([1])
    expect(queue.push(5)).toEqual([2, 3, 4].slice(0, 2))
    expect(queue.clear()).toEqual([4, 5])
  })

  it.each([0, -1, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => new DropOldestQueue(capacity)).toThrow(ParameterError)
  })

  it('holds no more than its capacity, or what was pushed last, and loses nothing unaccounted', () => {
    const weights = fc.array(fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { maxLength: 4 }), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(weights, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (pushes, shifts) => {
        const queue = new DropOldestQueue<number>(6, (weight) => weight)
        const gone: number[] = []
        for (const [i, push] of pushes.entries()) {
          gone.push(...queue.push(...push))
          const held = pushes
            .slice(0, i + 1)
            .flat()
            .slice(gone.length)
          expect(queue.length).toBe(held.length)
          const sum = held.reduce((a, b) => a + b, 0)
          expect(sum <= 6 + 1e-9 || held.length === push.length).toBe(true)
          if (shifts[i]) gone.push(...[queue.shift()].filter((item) => item !== undefined))
        }
        gone.push(...queue.clear())
        expect(gone).toEqual(pushes.flat())
        expect([queue.length, queue.isNearlyFull]).toEqual([0, false])
      }),
      { seed: 3 },
    )
  })
})
