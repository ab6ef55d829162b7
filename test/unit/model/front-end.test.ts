import { describe, expect, it } from 'vitest'
import { resample } from '../../../src/audio/resample.ts'
import { mfcc } from '../../../src/dsp/mfcc.ts'
import { BundleError, ParameterError } from '../../../src/errors.ts'
import type { AudioSpec, MfccSpec } from '../../../src/model/bundle.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { largestDifference, noise } from '../../signals.ts'

const audio: AudioSpec = { sampleRateHz: 8_000, channels: 'mean', resampler: 'kaiser_fast' }
const features: MfccSpec = {
  kind: 'mfcc',
  nFft: 256,
  hopLength: 100,
  nMels: 20,
  nMfcc: 3,
  fMinHz: 0,
  fMaxHz: 4_000,
  padMode: 'constant',
  topDb: 80,
  frames: { count: 11, padColumns: 0, extend: 'zeros', minimum: 6 },
  standardisation: null,
  layout: 'coefficients,frames',
}
const y = noise(1_000, 1)

describe('createFrontEnd', () => {
  it('gives plain coefficients where the frames fit as they are', () => {
    const frontEnd = createFrontEnd(audio, features, null)
    expect(frontEnd.inputShape).toEqual([3, 11])
    expect(frontEnd.fromSamples(y)).toEqual(mfcc(y, { ...features, sampleRateHz: 8_000 }).data)
  })

  it('takes the kernel where there is one', () => {
    const reference = createFrontEnd(audio, features, null).fromSamples(y)
    expect(largestDifference(createFrontEnd(audio, features).fromSamples(y), reference)).toBeLessThan(1e-4)
    expect(createFrontEnd(audio, features).fromSamples(y)).not.toEqual(reference)
  })

  it('adds an axis of one channel', () => {
    const frontEnd = createFrontEnd(audio, { ...features, layout: 'coefficients,frames,1' })
    expect(frontEnd.inputShape).toEqual([3, 11, 1])
    expect(frontEnd.fromSamples(y)).toEqual(createFrontEnd(audio, features).fromSamples(y))
  })

  it('transposes for networks that take frame after frame', () => {
    const frontEnd = createFrontEnd(audio, { ...features, layout: 'frames,coefficients' })
    expect(frontEnd.inputShape).toEqual([11, 3])
    const plain = createFrontEnd(audio, features).fromSamples(y)
    const transposed = frontEnd.fromSamples(y)
    for (let c = 0; c < 3; c += 1) {
      for (let t = 0; t < 11; t += 1) expect(transposed[t * 3 + c]).toBe(plain[c * 11 + t])
    }
  })

  it.each(['coefficients,frames', 'frames,coefficients'] as const)(
    'standardises each coefficient in layout %s',
    (layout) => {
      const mean = [-100, 10, 0]
      const std = [50, 5, 0.5]
      const plain = createFrontEnd(audio, { ...features, layout }).fromSamples(y)
      const standard = createFrontEnd(audio, { ...features, layout, standardisation: { mean, std } }).fromSamples(y)
      plain.forEach((value, i) => {
        const c = layout === 'coefficients,frames' ? Math.floor(i / 11) : i % 3
        expect(standard[i]).toBeCloseTo((value - (mean[c] ?? 0)) / (std[c] ?? 1), 4)
      })
    },
  )

  it('standardises the columns that fill up a short clip like all others', () => {
    const standardisation = { mean: [-100, 10, 0], std: [50, 5, 0.5] }
    const input = createFrontEnd(audio, { ...features, standardisation }).fromSamples(y.subarray(0, 500))
    expect(input.subarray(6, 11)).toEqual(new Float32Array(5).fill(2))
  })

  it('brings a clip to its rate with the resampler of the bundle', () => {
    const clip = { y: noise(2_000, 2), sampleRateHz: 16_000, channels: 1 }
    const answers = (['kaiser_fast', 'kaiser_fast@0.2'] as const).map((resampler) => {
      const frontEnd = createFrontEnd({ ...audio, resampler }, features)
      const input = frontEnd.fromClip(clip)
      expect(input).toEqual(frontEnd.fromSamples(resample(clip.y, { fromHz: 16_000, toHz: 8_000, resampler })))
      return input
    })
    expect(answers[0]).not.toEqual(answers[1])
  })

  it('refuses a clip at another rate when the bundle does not resample', () => {
    const frontEnd = createFrontEnd({ ...audio, resampler: 'none' }, features)
    expect(() => frontEnd.fromClip({ y, sampleRateHz: 16_000, channels: 1 })).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_RATE', message: expect.stringContaining('8000 Hz') }),
    )
    expect(frontEnd.fromClip({ y, sampleRateHz: 8_000, channels: 1 })).toEqual(frontEnd.fromSamples(y))
  })

  it('refuses fewer frames than the minimum and says how much it needs', () => {
    const frontEnd = createFrontEnd(audio, features)
    expect(frontEnd.minimumSamples).toBe(500)
    expect(() => frontEnd.fromSamples(y.subarray(0, 500))).not.toThrow()
    expect(() => frontEnd.fromSamples(y.subarray(0, 499))).toThrow(
      expect.objectContaining({
        code: 'EARSHOT_AUDIO_TOO_SHORT',
        message: expect.stringMatching(/lasts 0\.062 s, .* at least 0\.063 s \(500 samples at 8000 Hz\)/),
        context: { samples: 499, minimumSamples: 500, sampleRateHz: 8_000 },
      }),
    )
  })

  it('needs enough samples to mirror when the bundle pads by reflection', () => {
    const frames = { ...features.frames, minimum: 1 }
    expect(createFrontEnd(audio, { ...features, frames }).minimumSamples).toBe(1)
    const mirroring = createFrontEnd(audio, { ...features, frames, padMode: 'reflect' })
    expect(mirroring.minimumSamples).toBe(129)
    expect(() => mirroring.fromSamples(y.subarray(0, 129))).not.toThrow()
    expect(() => mirroring.fromSamples(y.subarray(0, 128))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }),
    )
  })

  it('refuses an empty clip', () => {
    expect(() => createFrontEnd(audio, features).fromSamples(new Float32Array(0))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_EMPTY' }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses samples that are %d', (sample) => {
    const damaged = y.slice()
    damaged[500] = sample
    expect(() => createFrontEnd(audio, features).fromSamples(damaged)).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_NOT_FINITE' }),
    )
  })

  it('refuses a frame policy that cannot fill the input', () => {
    const frames = { ...features.frames, extend: 'repeat-tail', minimum: 5 } as const
    expect(() => createFrontEnd(audio, { ...features, frames })).toThrow(BundleError)
  })

  it('refuses an FFT size that is no power of two', () => {
    expect(() => createFrontEnd(audio, { ...features, nFft: 400 })).toThrow(ParameterError)
  })
})
