import { describe, expect, it } from 'vitest'
import { besselI0, kaiserHalfWindow } from '../../../src/audio/kaiser-filter.ts'
import { ParameterError } from '../../../src/errors.ts'

describe('besselI0', () => {
  // Abramowitz & Stegun, table 9.8, and scipy.special.i0.
  it.each([
    [0, 1],
    [1, 1.2660658777520084],
    [5, 27.239871823604442],
    [10, 2815.716628466254],
  ])('is exact at %d', (x, value) => {
    expect(besselI0(x) / value).toBeCloseTo(1, 14)
  })

  it.each([-1, 51, Number.NaN])('refuses %d, where its series is not exact', (x) => {
    expect(() => besselI0(x)).toThrow(ParameterError)
  })
})

describe('kaiserHalfWindow', () => {
  it.each([
    ['kaiser_fast@0.2', 16, 0.85],
    ['kaiser_fast', 24, 0.868212],
  ] as const)('%s reaches over %d zero crossings and starts at its rolloff', (name, zeros, rolloff) => {
    const window = kaiserHalfWindow(name)
    expect(window).toHaveLength(zeros * 512 + 1)
    expect(window[0]).toBeCloseTo(rolloff, 12)
  })

  it.each(['kaiser_fast@0.2', 'kaiser_fast'] as const)('%s passes 0 Hz unchanged', (name) => {
    const [centre = 0, ...wing] = kaiserHalfWindow(name)
    const gain = (centre + 2 * wing.reduce((sum, weight) => sum + weight, 0)) / 512
    expect(gain).toBeCloseTo(1, 4)
  })
})
