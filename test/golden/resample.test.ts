import { describe, expect, it } from 'vitest'
import { resample } from '../../src/audio/resample.ts'
import { kernelModule } from '../../src/dsp/kernel/kernel-module.ts'
import { largestDifference } from '../signals.ts'
import { goldenCase, hasSharedData, RESAMPLED_CASES, readArray, readClip } from './references.ts'

const TOLERANCE = 5e-7

describe.each([
  { path: 'plain', kernel: null },
  { path: 'WebAssembly', kernel: kernelModule() },
])('resampling to 22 050 Hz, $path', ({ kernel }) => {
  it.skipIf(!hasSharedData).each(RESAMPLED_CASES)("%s has the samples of resampy's kaiser_fast", (name) => {
    const { wav, results } = goldenCase(name)
    const answer = results.kaiser_fast
    const { y, sampleRateHz } = readClip(`golden/${wav}`)
    const resampled = resample(y, { fromHz: sampleRateHz, toHz: 22_050, resampler: 'kaiser_fast' }, kernel)
    expect(resampled).toHaveLength(answer?.n ?? Number.NaN)
    expect(largestDifference(resampled.subarray(0, 8), answer?.first8 ?? [])).toBeLessThanOrEqual(TOLERANCE)
    const every97 = resampled.filter((_, i) => i % 97 === 0)
    expect(largestDifference(every97, readArray(`golden/${answer?.audio_every97}`).data)).toBeLessThanOrEqual(TOLERANCE)
  })
})
