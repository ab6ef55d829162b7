import { describe, expect, it } from 'vitest'
import { ticksAroundZero } from '../../../../src/page/recordings/ticks.ts'

describe("the axis of a waveform's samples", () => {
  it.each([1e-4, 0.02, 0.045, 0.26, 0.43, 0.5, 1, 1.3])('says how large they are, at a peak of %d too', (limit) => {
    const ticks = ticksAroundZero(limit)
    expect(ticks.find(({ at }) => Math.abs(at - 0.5) < 1e-9)?.text).toMatch(/^0(\.0+)?$/)
    for (const sign of [-1, 1])
      expect(ticks.filter(({ at }) => Math.sign(at - 0.5) === sign && at !== 0.5).length).toBeGreaterThan(0)
    for (const { at, text } of ticks) expect(Number(text.replace('−', '-'))).toBeCloseTo((2 * at - 1) * limit, 6)
  })
})
