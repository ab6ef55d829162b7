import { describe, expect, it } from 'vitest'
import { BodyMemory } from '../../../../src/adapters/http/body-memory.ts'

describe('memory for bodies', () => {
  it('is used again for as many bytes or fewer, once at a time', () => {
    const memory = new BodyMemory()
    const first = memory.take(1_000)
    memory.give(first.subarray(0, 10))
    expect(memory.take(1_001).buffer).not.toBe(first.buffer)
    expect(memory.take(900).buffer).toBe(first.buffer)
    expect(memory.take(900).buffer).not.toBe(first.buffer)
  })

  it('is kept within 4 MiB: the oldest is let go', () => {
    const memory = new BodyMemory()
    const [first, second] = [memory.take(3 * 2 ** 20), memory.take(2 ** 21)]
    memory.give(first)
    memory.give(second)
    expect(memory.take(3 * 2 ** 20).buffer === first.buffer).toBe(false)
    expect(memory.take(2 ** 21).buffer === second.buffer).toBe(true)
    memory.give(new Uint8Array(5 * 2 ** 20))
    expect(memory.take(1)).toHaveLength(1)
  })
})
