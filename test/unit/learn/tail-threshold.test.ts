import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { median, quantile, tailThreshold } from '../../../src/learn/tail-threshold.ts'
import { Random } from '../../../src/synth/random.ts'

const draws = (count: number, seed: number, draw: (random: Random) => number): number[] => {
  const random = new Random(seed, 'scores')
  return Array.from({ length: count }, () => draw(random))
}

describe('tailThreshold', () => {
  it('is exceeded by about the rate that was asked for, far beyond what can be counted', () => {
    const normal = draws(100_000, 1, (random) => random.normal())
    for (const rate of [0.1, 0.01, 0.001]) {
      const threshold = tailThreshold(normal, rate)
      const exceeded = normal.filter((score) => score > threshold).length / normal.length
      expect(exceeded).toBeLessThan(1.2 * rate)
      // A Gaussian tail is lighter than any that is believed: rare alarms become rarer still.
      expect(exceeded).toBeGreaterThan(rate < 0.01 ? 0 : 0.2 * rate)
    }
  })

  it.each([
    ['even', 60, 0.0135, (random: Random) => random.normal()],
    ['leaning', 60, 0.0135, (random: Random) => -Math.log(1 - random.uniform())],
    ['heavy-tailed', 60, 0.0135, (random: Random) => Math.exp(0.5 * random.normal())],
    ['leaning', 30, 0.0135, (random: Random) => -Math.log(1 - random.uniform())],
    ['leaning', 20, 0.02, (random: Random) => -Math.log(1 - random.uniform())],
  ])(
    'keeps its promise on average over machines whose scores are %s, of %i windows each: at most %d for 0.01',
    (...at) => {
      const [, windows, most, draw] = at
      const fresh = draws(20_000, 10_000, draw)
      const rates = Array.from({ length: 400 }, (_, trial) => {
        const threshold = tailThreshold(draws(windows, trial, draw), 0.01)
        return fresh.filter((score) => score > threshold).length / fresh.length
      })
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
      expect(mean).toBeLessThan(most)
      expect(mean).toBeGreaterThan(0.004)
    },
  )

  it('believes in heavy tails', () => {
    const heavy = draws(20_000, 1, (random) => (1 - random.uniform()) ** -0.4)
    const threshold = tailThreshold(heavy, 0.001)
    // Pareto: P(x > t) = t^(-1 / 0.4)
    expect(threshold).toBeGreaterThan(0.7 * 0.001 ** -0.4)
    expect(threshold).toBeLessThan(1.4 * 0.001 ** -0.4)
  })

  it('rises as the rate falls', () => {
    const scores = draws(60, 3, (random) => random.normal())
    const thresholds = [0.2, 0.1, 0.05, 0.01, 0.001].map((rate) => tailThreshold(scores, rate))
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b))
  })

  it('is the common score where all are the same', () => {
    expect(tailThreshold(Array<number>(10).fill(2), 0.01)).toBe(2)
  })

  it('refuses too few scores and impossible rates', () => {
    expect(() => tailThreshold([1, 2, 3, 4], 0.01)).toThrow(ParameterError)
    expect(() => tailThreshold([1, 2, 3, 4, 5], 0)).toThrow(ParameterError)
    expect(() => tailThreshold([1, 2, 3, 4, 5], 0.3)).toThrow(ParameterError)
  })
})

describe('quantile', () => {
  it('is linear between neighbours', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5)
    expect(quantile([1, 2, 3], 1)).toBe(3)
    expect(median([3, 1, 2])).toBe(2)
  })
})
