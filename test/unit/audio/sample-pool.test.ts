import { describe, expect, it } from 'vitest'
import { SamplePool } from '../../../src/audio/sample-pool.ts'

describe('memory for samples', () => {
  it('is used again for as many samples, once at a time', () => {
    const pool = new SamplePool(16 * 2 ** 20)
    const y = pool.take(100)
    pool.give(y)
    expect(pool.take(99)).toHaveLength(99)
    expect(pool.take(100)).toBe(y)
    expect(pool.take(100)).not.toBe(y)
  })

  it('is taken back only where it is whole', () => {
    const pool = new SamplePool(16 * 2 ** 20)
    const part = new Float32Array(100).subarray(50)
    pool.give(part)
    expect(pool.take(50)).not.toBe(part)
  })

  it('is kept within its limit: the oldest is let go', () => {
    const pool = new SamplePool(16 * 2 ** 20)
    const [first, second, third] = [1, 2, 3].map((i) => new Float32Array(2 ** 21 + i))
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were made')
    for (const y of [first, second, third]) pool.give(y)
    // Compared here: a matcher would look at millions of samples.
    expect([pool.take(first.length) === first, pool.take(third.length) === third]).toEqual([false, true])
    pool.give(new Float32Array(2 ** 22 + 1))
    expect(pool.take(2 ** 22 + 1).length).toBe(2 ** 22 + 1)
  })
})
