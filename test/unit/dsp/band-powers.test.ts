import { describe, expect, it } from 'vitest'
import { createBandPowers, octaveCount, octaves, singleBins } from '../../../src/dsp/band-powers.ts'
import { allocateFrames, bandsOf } from '../../../src/dsp/band-steps.ts'
import { BandKernel } from '../../../src/dsp/kernel/band-kernel.ts'
import { kernelModule } from '../../../src/dsp/kernel/kernel-module.ts'
import { ParameterError } from '../../../src/errors.ts'
import { noise, tone } from '../../signals.ts'

const kernel = kernelModule()
const octavePowers = (frames: { readonly nFft: number; readonly hopLength: number }, path = kernel) =>
  createBandPowers(frames, octaves(frames.nFft), path)

describe('the powers of octaves', () => {
  it.each([64, 128, 256, 512])('are those of double precision within 1e-5 of each, in frames of %d', (nFft) => {
    const frames = { nFft, hopLength: nFft / 2 }
    const fast = octavePowers(frames, kernel)
    expect(fast).toBeInstanceOf(BandKernel)
    const y = noise(20_000, nFft)
    const [found, expected] = [bandsOf(fast, y), bandsOf(octavePowers(frames, null), y)]
    expect(found.nFrames).toBe(1 + Math.floor((20_000 - nFft) / frames.hopLength))
    expect(found.nFrames).toBe(expected.nFrames)
    const errors = found.columns.map((power, i) => Math.abs(power / (expected.columns[i] ?? Number.NaN) - 1))
    expect(Math.max(...errors)).toBeLessThan(1e-5)
    expect(Math.max(...found.maxima.map((largest, t) => largest / (expected.maxima[t] ?? 0)))).toBeCloseTo(1, 5)
  })

  it.each([kernel, null])('lie in the octave of a tone', (path) => {
    const steps = octavePowers({ nFft: 128, hopLength: 64 }, path)
    expect(steps.nBands).toBe(octaveCount(128))
    for (const [octave, hz] of [125, 375, 750, 1_500, 3_000, 6_000].entries()) {
      const { columns } = bandsOf(steps, tone(128, { hz, sampleRateHz: 16_000 }))
      expect(columns.indexOf(Math.max(...columns))).toBe(octave)
    }
  })

  it('are the same to the last bit whichever frames are computed together', () => {
    const steps = octavePowers({ nFft: 128, hopLength: 64 }, kernel)
    const y = noise(2_000, 1)
    const together = bandsOf(steps, y)
    const oneByOne = allocateFrames(together.nFrames, steps.nBands)
    for (let t = 0; t < together.nFrames; t += 1) steps.writeColumns(y, t * 64, 1, oneByOne, t)
    expect(oneByOne.columns).toEqual(together.columns)
  })

  it('are computed plainly where the kernel does not know the frames', () => {
    expect(octavePowers({ nFft: 16, hopLength: 8 }, kernel)).not.toBeInstanceOf(BandKernel)
    expect(() => octavePowers({ nFft: 100, hopLength: 50 }, kernel)).toThrow(ParameterError)
    expect(() => octavePowers({ nFft: 128, hopLength: 0 }, kernel)).toThrow(ParameterError)
  })

  it('can be of single bins', () => {
    const y = noise(4_000, 2)
    const frames = { nFft: 512, hopLength: 256 }
    const bins = singleBins(3, 170)
    const [found, expected] = [kernel, null].map((path) => bandsOf(createBandPowers(frames, bins, path), y).columns)
    const largest = Math.max(...(expected ?? []))
    expect(found).toHaveLength(167 * 14)
    found?.forEach((power, i) => {
      expect(Math.abs(power - (expected?.[i] ?? Number.NaN)) / largest).toBeLessThan(1e-6)
    })
  })
})
