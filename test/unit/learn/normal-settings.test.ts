import { describe, expect, it } from 'vitest'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'

describe('the settings of a detector of normal sound', () => {
  it.each([8_000, 11_025, 16_000, 22_050, 44_100, 96_000])(
    'let live windows at %d Hz have stacks in common',
    (rateHz) => {
      for (const seconds of [2, 5, 10, 30]) {
        const { window, features } = normalFrontEnd(rateHz, seconds)
        const { hopLength, strideFrames } = features.spectrum
        expect(window.hopFrames % strideFrames).toBe(0)
        expect(hopLength % features.modulation.hopLength).toBe(0)
        expect((window.hopFrames * hopLength) / rateHz).toBeGreaterThan(0.9)
        expect((window.hopFrames * hopLength) / rateHz).toBeLessThan(1.1)
      }
    },
  )
})
