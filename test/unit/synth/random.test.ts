import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/synth/random.ts'

const draw = (random: Random, count = 8): number[] => Array.from({ length: count }, () => random.bits())

describe('Random', () => {
  it('repeats itself for the same seed and name', () => {
    expect(draw(new Random(3, 'a'))).toEqual(draw(new Random(3, 'a')))
  })

  it('gives every seed and every name a stream of its own', () => {
    const streams = [new Random(3, 'a'), new Random(4, 'a'), new Random(3, 'b'), new Random(-3, 'a')]
    expect(new Set(streams.map((random) => draw(random).join())).size).toBe(4)
  })

  it('draws uniform numbers that fill their range evenly', () => {
    const random = new Random(1)
    const tenths = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i += 1) {
      const tenth = Math.floor(random.uniform(0, 10))
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  it('draws normal numbers with the moments of N(0, 1)', () => {
    const random = new Random(2)
    const x = Array.from({ length: 100_000 }, () => random.normal())
    const moment = (power: number): number => x.reduce((sum, value) => sum + value ** power, 0) / x.length
    expect(moment(1)).toBeCloseTo(0, 1)
    expect(moment(2)).toBeCloseTo(1, 1)
    expect(moment(3)).toBeCloseTo(0, 1)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1)
  })

  it('draws integers from both ends of their range, and nothing outside', () => {
    const random = new Random(5)
    expect(new Set(Array.from({ length: 500 }, () => random.integer(2, 5)))).toEqual(new Set([2, 3, 4, 5]))
  })

  it('shuffles without losing or doubling anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i)
    const shuffled = new Random(6).shuffle([...items])
    expect(shuffled).not.toEqual(items)
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
  })
})
