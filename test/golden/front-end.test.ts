import { describe, expect, it } from 'vitest'
import { kernelModule } from '../../src/dsp/kernel/kernel-module.ts'
import { createFrontEnd, type FrontEnd } from '../../src/model/front-end.ts'
import { fan, type PresetChoice } from '../../src/model/presets.ts'
import { largestDifference } from '../signals.ts'
import { goldenCase, hasSharedData, PLAIN_CASES, RESAMPLED_CASES, readArray, readClip } from './references.ts'

/** Where the samples are librosa's own. @unit dB */
const EXACT_DB = 5e-4
/** Where resampy's sums in single precision are part of the reference. @unit dB */
const RESAMPLED_DB = 1e-3

/** Both ways of computing are held to the same tolerances. */
const PATHS = [
  { path: 'plain', kernel: null },
  { path: 'WebAssembly', kernel: kernelModule() },
] as const

function fanFrontEnd(choice: PresetChoice, kernel: WebAssembly.Module | null): FrontEnd {
  const { audio, features } = fan(choice)
  return createFrontEnd(audio, features, kernel)
}

it('has a kernel to compare', () => expect(kernelModule()).not.toBeNull())

describe.each(PATHS)('the fan front end, $path', ({ kernel }) => {
  const plain = fanFrontEnd({ resampler: 'none', padMode: 'constant' }, kernel)
  const resampling = fanFrontEnd({ resampler: 'kaiser_fast', padMode: 'constant' }, kernel)

  it.skipIf(!hasSharedData).each(PLAIN_CASES)("gives librosa's coefficients for %s", (name) => {
    const { wav, results } = goldenCase(name)
    const { shape, data } = readArray(`golden/${results.none?.mfcc}`)
    expect([...shape, 1]).toEqual(plain.inputShape)
    expect(largestDifference(plain.fromClip(readClip(`golden/${wav}`)), data)).toBeLessThanOrEqual(EXACT_DB)
  })

  it.skipIf(!hasSharedData).each(RESAMPLED_CASES)("gives librosa's coefficients for %s, resampled", (name) => {
    const { wav, results } = goldenCase(name)
    const { data } = readArray(`golden/${results.kaiser_fast?.mfcc}`)
    expect(largestDifference(resampling.fromClip(readClip(`golden/${wav}`)), data)).toBeLessThanOrEqual(RESAMPLED_DB)
  })

  it.skipIf(!hasSharedData).each(['motor_22k_3s', 'motor_22k_4.96s', 'motor_22k_0.05s'])(
    'calls %s, on which the Python service fails, too short and names the minimum',
    (name) => {
      const clip = readClip(`golden/wav/${name}.wav`)
      expect(() => plain.fromClip(clip)).toThrow(
        expect.objectContaining({
          code: 'EARSHOT_AUDIO_TOO_SHORT',
          message: expect.stringContaining('at least 4.969 s (109568 samples at 22050 Hz)'),
        }),
      )
    },
  )

  it.skipIf(!hasSharedData)('calls empty_22k, on which the Python service fails, empty', () => {
    const empty = expect.objectContaining({ code: 'EARSHOT_AUDIO_EMPTY' })
    expect(() => plain.fromClip(readClip('golden/wav/empty_22k.wav'))).toThrow(empty)
  })
})

describe.each(PATHS)('real fans through 8 microphones, $path', ({ kernel }) => {
  const recordings = ['normal', 'pb1']
  const filters = [
    { resampler: 'kaiser_fast@0.2', resampy: '0.2' },
    { resampler: 'kaiser_fast', resampy: '0.4' },
  ] as const
  const padModes = ['reflect', 'constant'] as const
  const cases = recordings.flatMap((recording) =>
    filters.flatMap((filter) => padModes.map((padMode) => ({ recording, ...filter, padMode }))),
  )

  it.skipIf(!hasSharedData).each(cases)(
    "$recording gives librosa's coefficients with $resampler and $padMode padding",
    ({ recording, resampler, resampy, padMode }) => {
      const { data } = readArray(`fan/mfcc_${recording}_resampy-${resampy}_kaiser_fast_${padMode}.npy`)
      const input = fanFrontEnd({ resampler, padMode }, kernel).fromClip(readClip(`fan/${recording}.wav`))
      expect(largestDifference(input, data)).toBeLessThanOrEqual(RESAMPLED_DB)
    },
  )
})
