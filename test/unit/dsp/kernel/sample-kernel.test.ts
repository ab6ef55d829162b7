import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleKernel } from '../../../../src/dsp/kernel/sample-kernel.ts'
import { addLevel, levelOf, measureLevel, NO_LEVEL } from '../../../../src/dsp/level.ts'
import { roundTo16, toInt16 } from '../../../../src/pipeline/sound/sound-piece.ts'
import { noise } from '../../../signals.ts'

const kernel = sampleKernel()
if (kernel === null) throw new Error('there is no WebAssembly with SIMD here')

/** Of all sizes, halves of 16-bit steps among them. */
const samples = fc
  .array(
    fc.oneof(
      fc.float({ min: -2, max: 2, noNaN: true }),
      fc.float({ min: Math.fround(-1e-4), max: Math.fround(1e-4), noNaN: true }),
      fc.integer({ min: -70_000, max: 70_000 }).map((halves) => halves / 65_536),
    ),
    { maxLength: 100 },
  )
  .map((values) => Float32Array.from(values))

function plainly(y: Float32Array): Int16Array {
  const out = new Int16Array(y.length)
  roundTo16(y, out, null)
  return out
}

describe('the kernel of samples as they are', () => {
  it('measures the plain level, bit for bit', () => {
    fc.assert(
      fc.property(samples, (y) => {
        expect(measureLevel(y)).toEqual(measureLevel(y, null))
      }),
      { seed: 1 },
    )
  })

  it('measures the same level in whatever pieces the samples come', () => {
    fc.assert(
      fc.property(samples, fc.array(fc.nat(100), { maxLength: 5 }), fc.boolean(), (y, cuts, isPlain) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, y.length)).sort((a, b) => a - b), y.length]
        const pieces = places.slice(1).map((end, i) => y.subarray(places[i], end))
        const sums = pieces.reduce((before, piece) => addLevel(before, piece, isPlain ? null : kernel), NO_LEVEL)
        expect(levelOf(sums)).toEqual(measureLevel(y))
      }),
      { seed: 4 },
    )
  })

  it('rounds to the plain 16 bits, bit for bit', () => {
    fc.assert(
      fc.property(samples, (y) => {
        expect(toInt16(y)).toEqual(plainly(y))
      }),
      { seed: 2 },
    )
  })

  it('rounds the neighbours of halves, and what is no number, as the plain way does', () => {
    const halves = [-32_768.5, -1.5, -0.5, 0.5, 1.5, 32_766.5, 32_767.5].flatMap((x) => [
      x,
      x * (1 - 2 ** -24),
      x * (1 + 2 ** -23),
    ])
    const y = Float32Array.from([...halves.map((x) => x / 32_768), Number.NaN, Infinity, -Infinity, 1e30, -1e30])
    expect(toInt16(y)).toEqual(plainly(y))
  })

  it('goes through its blocks as if they were one', () => {
    const y = noise(100_001, 3)
    expect(measureLevel(y)).toEqual(measureLevel(y, null))
    expect(toInt16(y)).toEqual(plainly(y))
    y[99_999] = -7
    expect(kernel.largest(y)).toBe(7)
  })

  it('knows nothing of the samples before', () => {
    measureLevel(noise(1_000, 4))
    expect(measureLevel(Float32Array.of(0.5))).toEqual({ energy: 0.25, peak: 0.5 })
    expect(kernel.largest(new Float32Array(0))).toBe(0)
  })

  it('says whether samples are the same in 16 bits', () => {
    const y = Float32Array.from(toInt16(noise(40_000, 5)), (x) => x / 32_768)
    const out = new Int16Array(y.length)
    expect(kernel.round(y, out)).toBe(true)
    expect(roundTo16(y, out, null)).toBe(true)
    expect(out).toEqual(plainly(y))
    for (const other of [1, 1 / 65_536, Number.NaN]) {
      const changed = y.slice()
      changed[39_999] = other
      expect(kernel.round(changed, out)).toBe(false)
      expect(roundTo16(changed, out, null)).toBe(false)
    }
  })

  it.each([Number.NaN, Infinity, -Infinity])('finds %d wherever it is', (bad) => {
    for (let i = 0; i < 13; i += 1) {
      const y = noise(13, 6)
      y[i] = bad
      expect(kernel.largest(y)).toBe(Math.abs(bad))
    }
  })
})
