import { describe, expect, it } from 'vitest'
import { hann } from '../../../src/dsp/hann.ts'
import { ParameterError } from '../../../src/errors.ts'
import { largestDifference } from '../../signals.ts'

describe('hann', () => {
  it('is periodic: it would go on with its first value', () => {
    expect(largestDifference(hann(4), [0, 0.5, 1, 0.5])).toBeLessThan(1e-15)
  })

  it('adds up to a constant at half its length, so that overlapping frames weigh every sample alike', () => {
    const taper = hann(512)
    const halves = taper.subarray(0, 256).map((value, i) => value + (taper[i + 256] ?? Number.NaN))
    expect(largestDifference(halves, new Float64Array(256).fill(1))).toBeLessThan(1e-14)
  })

  it.each([0, -1, 2.5, Number.NaN])('refuses a length of %d', (n) => {
    expect(() => hann(n)).toThrow(ParameterError)
  })
})
