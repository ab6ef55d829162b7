import { describe, expect, it } from 'vitest'
import { resample } from '../../../../src/audio/resample.ts'
import { kernelModule } from '../../../../src/dsp/kernel/kernel-module.ts'
import { isBankForKernel, ResampleKernel } from '../../../../src/dsp/kernel/resample-kernel.ts'
import { largestDifference, noise } from '../../../signals.ts'

/** Rows of few taps, `length` no multiple of 4. */
const bank = { taps: Float64Array.from({ length: 18 }, (_, i) => i - 4), phases: 3, length: 6, reach: 3, inputStep: 2 }

describe('the resampling kernel', () => {
  it.each([
    [44_100, 22_050],
    [16_000, 22_050],
    [48_000, 22_050],
    [8_000, 22_050],
    [22_050, 16_000],
    [192_000, 8_000],
    [11_025, 44_100],
  ])('is within 5e-7 of double precision from %d to %d Hz', (fromHz, toHz) => {
    for (const resampler of ['kaiser_fast', 'kaiser_fast@0.2'] as const) {
      for (const n of [1, 997, 40_000]) {
        const y = noise(n, fromHz)
        const params = { fromHz, toHz, resampler }
        expect(largestDifference(resample(y, params), resample(y, params, null))).toBeLessThanOrEqual(5e-7)
      }
    }
  })

  it('sums the taps of each phase with the inputs about its place', () => {
    const x = Float32Array.from({ length: 30 }, (_, i) => i * i)
    const module = kernelModule()
    if (module === null) throw new Error('there is no kernel')
    const kernel = new ResampleKernel(module, bank)
    const out = new Float32Array(7)
    kernel.write(x, 5, 1, out)
    const expected = Array.from(out, (_, t) => {
      const place = 5 * 3 + 1 + 2 * t
      const first = Math.floor(place / 3) - bank.reach + 1
      const row = (place % 3) * bank.length
      return bank.taps.subarray(row, row + 6).reduce((sum, tap, i) => sum + tap * (x[first + i] ?? 0), 0)
    })
    expect([...out]).toEqual(expected)
  })

  it('does not mix what is not finite into samples that it does not touch', () => {
    const params = { fromHz: 16_000, toHz: 22_050, resampler: 'kaiser_fast' } as const
    resample(new Float32Array(40_000).fill(Number.NaN), params)
    const y = noise(1_000, 1)
    expect(largestDifference(resample(y, params), resample(y, params, null))).toBeLessThanOrEqual(5e-7)
  })

  it('leaves rates with too many phases, or too long filters, to the plain way', () => {
    expect(isBankForKernel(bank)).toBe(true)
    expect(isBankForKernel({ ...bank, phases: 60_000 })).toBe(false)
    expect(isBankForKernel({ ...bank, length: 9_000 })).toBe(false)
    expect(isBankForKernel({ ...bank, inputStep: 30_000 })).toBe(false)
  })
})
