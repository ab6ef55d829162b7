import { describe, expect, it } from 'vitest'
import { allowedAlarms } from '../../../src/learn/allowed-alarms.ts'

/** Chance of more than `k` of `n`, by the sum of its parts. */
function chanceOfMore(k: number, n: number, rate: number): number {
  const choose = (from: number, count: number): number =>
    count === 0 ? 1 : (choose(from, count - 1) * (from - count + 1)) / count
  let chance = 1
  for (let i = 0; i <= k; i += 1) chance -= choose(n, i) * rate ** i * (1 - rate) ** (n - i)
  return chance
}

describe('allowedAlarms', () => {
  it.each([
    [5, 0.01],
    [12, 0.01],
    [30, 0.05],
    [60, 0.01],
    [200, 0.2],
  ])('of %d windows at a rate of %d lets so many pass that more are a matter of one trial in a hundred', (n, rate) => {
    const allowed = allowedAlarms(n, rate)
    expect(chanceOfMore(allowed, n, rate)).toBeLessThanOrEqual(0.01)
    expect(chanceOfMore(allowed - 1, n, rate)).toBeGreaterThan(0.01)
  })

  it('never lets more pass than there are windows', () => {
    expect(allowedAlarms(0, 0.1)).toBe(0)
    expect(allowedAlarms(2, 0.2)).toBeLessThanOrEqual(2)
  })
})
