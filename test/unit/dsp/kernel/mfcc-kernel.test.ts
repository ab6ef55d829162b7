import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileKernel, kernelModule } from '../../../../src/dsp/kernel/kernel-module.ts'
import { isMfccForKernel } from '../../../../src/dsp/kernel/mfcc-kernel.ts'
import { MfccExtractor, type MfccParams } from '../../../../src/dsp/mfcc.ts'
import { createMfcc, createMfccSteps } from '../../../../src/dsp/mfcc-path.ts'
import { PlainMfccSteps } from '../../../../src/dsp/plain-mfcc-steps.ts'
import { SteppedMfcc } from '../../../../src/dsp/stepped-mfcc.ts'
import { AudioError, ParameterError } from '../../../../src/errors.ts'
import { largestDifference, noise, tone } from '../../../signals.ts'

const fan: MfccParams = {
  sampleRateHz: 22_050,
  nFft: 2_048,
  hopLength: 512,
  padMode: 'reflect',
  nMels: 128,
  nMfcc: 40,
  fMinHz: 0,
  fMaxHz: 11_025,
  topDb: 80,
}

/** Largest difference from double precision. @unit dB */
function error(y: Float32Array, params: MfccParams = fan): number {
  const fast = createMfcc(params).extract(y)
  const reference = new MfccExtractor(params).extract(y)
  expect(fast.nFrames).toBe(reference.nFrames)
  return largestDifference(fast.data, reference.data)
}

const second = (render: (i: number) => number): Float32Array =>
  Float32Array.from({ length: 22_050 }, (_, i) => render(i))

// The first coefficient of silence is -1131: neighbouring numbers of single precision are 1.2e-4 apart there.
describe('the MFCC kernel', () => {
  it.each<[string, Float32Array, number]>([
    ['white noise', noise(22_050, 1), 5e-5],
    ['noise of one step of 16 bits', noise(22_050, 2).map((x) => Math.round(x) / 32_768), 1e-4],
    ['a pure tone, all else at the clip', tone(22_050, { hz: 440, sampleRateHz: 22_050 }), 4e-4],
    ['a faint tone under a loud one', second((i) => Math.sin(0.1 * i) + 1e-4 * Math.sin(2 * i)), 4e-4],
    ['a square wave of full scale', second((i) => (i % 100 < 50 ? 1 : -1)), 2e-4],
    ['an impulse', second((i) => (i === 9_000 ? 1 : 0)), 4e-4],
    ['a constant', second(() => 0.5), 4e-4],
    ['alternating full scale, all at Nyquist', second((i) => (i % 2 === 0 ? 1 : -1)), 4e-4],
    ['digital silence', new Float32Array(22_050), 5e-5],
    ['power about the floor of 1e-10', noise(22_050, 3).map((x) => x * 1e-6), 1e-4],
    ['denormal samples', noise(22_050, 4).map((x) => x * 1e-42), 5e-5],
    ['the largest samples that decoders give', noise(22_050, 5).map((x) => x * 2 ** 31), 3e-4],
    ['loud, then silent', second((i) => (i < 11_025 ? Math.sin(i) : 0)), 4e-4],
  ])('is within its tolerance of double precision for %s', (_, y, toleranceDb) => {
    expect(error(y)).toBeLessThanOrEqual(toleranceDb)
  })

  it.each([256, 512, 1_024, 2_048, 4_096])('knows frames of %d samples', (nFft) => {
    for (const padMode of ['reflect', 'constant'] as const) {
      const params = { ...fan, nFft, hopLength: nFft / 4, padMode, nMels: 40, nMfcc: 13 }
      expect(isMfccForKernel(params)).toBe(true)
      expect(error(noise(3 * nFft, nFft), params)).toBeLessThan(1e-4)
    }
  })

  it('is as near for any length, hop and number of bands', () => {
    fc.assert(
      fc.property(
        fc.record({
          nFft: fc.constantFrom(256, 512, 1_024),
          hopLength: fc.integer({ min: 16, max: 2_000 }),
          padMode: fc.constantFrom('reflect' as const, 'constant' as const),
          nMels: fc.integer({ min: 1, max: 256 }),
          fMinHz: fc.constantFrom(0, 50),
          fMaxHz: fc.constantFrom(4_000, 11_025),
        }),
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 513, max: 12_000 }),
        fc.nat(100),
        (shape, nMfcc, n, seed) => {
          const params = { ...fan, ...shape, nMfcc: Math.min(nMfcc, shape.nMels) }
          expect(error(noise(n, seed), params)).toBeLessThan(2e-4)
        },
      ),
      { seed: 6, numRuns: 60 },
    )
  })

  it('gives the same to the last bit whichever frames are computed together', () => {
    const steps = createMfccSteps(fan)
    const y = noise(20_000, 8)
    const together = { columns: new Float32Array(11 * 128), maxima: new Float32Array(11) }
    steps.writeColumns(y, 0, 11, together, 0)
    const oneByOne = { columns: new Float32Array(11 * 128), maxima: new Float32Array(11) }
    for (let t = 10; t >= 0; t -= 1) steps.writeColumns(y, t * 512, 1, oneByOne, t)
    expect(oneByOne).toEqual(together)
    expect(together.maxima[3]).toBe(Math.max(...together.columns.subarray(3 * 128, 4 * 128)))
  })

  it('shows in its numbers that samples were not finite', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 3e38]) {
      const y = noise(22_050, 9)
      y[10_000] = bad
      expect(createMfcc(fan).extract(y).data.some(Number.isNaN)).toBe(true)
    }
  })

  it('refuses a clip that reflection cannot pad', () => {
    expect(() => createMfcc(fan).extract(new Float32Array(1_024))).toThrow(AudioError)
  })
})

describe('the plain way', () => {
  it('is taken where there is no kernel', () => {
    expect(createMfcc(fan, null)).toBeInstanceOf(MfccExtractor)
    expect(createMfccSteps(fan, null)).toBeInstanceOf(PlainMfccSteps)
  })

  it.each([{ nFft: 128, hopLength: 32, nMels: 16, nMfcc: 4 }, { nFft: 8_192 }, { nMels: 300, nMfcc: 20 }])(
    'is taken where the kernel does not know the parameters: %o',
    (change) => {
      const params = { ...fan, ...change }
      expect(createMfcc(params)).toBeInstanceOf(MfccExtractor)
      expect(createMfccSteps(params)).toBeInstanceOf(PlainMfccSteps)
    },
  )

  it.each([
    { nFft: 1_000 },
    { hopLength: 0 },
    { hopLength: 1.5 },
    { nMels: 0 },
    { nMfcc: 0 },
    { nMfcc: 129 },
    { fMaxHz: 20_000 },
    { topDb: 0 },
  ])('refuses what makes no sense: %o', (change) => {
    expect(() => createMfcc({ ...fan, ...change })).toThrow(ParameterError)
  })

  it('gives the same by steps as at once', () => {
    const y = noise(22_050, 10)
    const stepped = new SteppedMfcc(new PlainMfccSteps(fan))
    expect(largestDifference(stepped.extract(y).data, new MfccExtractor(fan).extract(y).data)).toBeLessThan(5e-5)
  })
})

describe('the compiled kernel', () => {
  it('is there, and shared', () => {
    expect(kernelModule()).not.toBeNull()
    expect(kernelModule()).toBe(kernelModule())
  })

  it('is null where the engine does not take it', () => {
    expect(compileKernel(btoa('\0asm\x09'))).toBeNull()
  })
})
