import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loudestPart } from '../../../src/audio/loudest-part.ts'
import { noise } from '../../signals.ts'

it('puts a short sound into the middle', () => {
  const y = new Float32Array(3_000)
  y.fill(0.5, 1_600, 1_700)
  expect(Math.abs(loudestPart(y, 1_000) - 1_150)).toBeLessThanOrEqual(20)
})

it('begins at the beginning of a clip that is not longer, or silent', () => {
  expect(loudestPart(noise(1_000, 1), 1_000)).toBe(0)
  expect(loudestPart(noise(10, 1), 1_000)).toBe(0)
  expect(loudestPart(new Float32Array(0), 1_000)).toBe(0)
})

it('finds as much energy as there is, to what a fiftieth of its length can hold', () => {
  const energyOf = (y: Float32Array, start: number, length: number): number =>
    y.subarray(start, start + length).reduce((sum, value) => sum + value * value, 0)
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 100 }),
      (samples, length) => {
        const y = Float32Array.from(samples)
        const start = loudestPart(y, length)
        expect(start).toBeGreaterThanOrEqual(0)
        expect(start).toBeLessThanOrEqual(Math.max(0, y.length - length))
        const best = Math.max(
          ...Array.from({ length: Math.max(1, y.length - length + 1) }, (_, i) => energyOf(y, i, length)),
        )
        expect(energyOf(y, start, length)).toBeGreaterThanOrEqual(best - Math.max(1, Math.floor(length / 50)) - 1e-6)
      },
    ),
  )
})
