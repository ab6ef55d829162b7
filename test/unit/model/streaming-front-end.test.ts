import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelModule } from '../../../src/dsp/kernel/kernel-module.ts'
import { AudioError } from '../../../src/errors.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { fan } from '../../../src/model/presets.ts'
import { createStreamingFrontEnd } from '../../../src/model/streaming-front-end.ts'
import { largestDifference, noise } from '../../signals.ts'
import { hearInPieces } from './live-windows.ts'

const { audio, features } = fan({ resampler: 'none', padMode: 'reflect' })
const windows = { windowLength: 220_500, hopFrames: 43 }
const seconds = (n: number): number => n * 22_050

describe.each([
  { path: 'plain', kernel: null, runs: 1 },
  { path: 'WebAssembly', kernel: kernelModule(), runs: 4 },
])('the streaming front end of the fan, $path', ({ kernel, runs }) => {
  const open = createStreamingFrontEnd(audio, features, windows, kernel)
  const whole = createFrontEnd(audio, features, kernel)

  it('gives the windows that a cutter gives, with the input of each by itself within 1e-4 dB', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.array(fc.integer({ min: 220, max: seconds(3) }), { minLength: 1, maxLength: 5 }),
        (seed, lengths) => {
          const y = noise(seconds(12.2), seed).map((x, i) => x * (i % 50_000 < 40_000 ? 0.3 : 1e-5))
          for (const { prepared, cut } of hearInPieces(
            open(),
            y,
            { windowLength: 220_500, hopLength: 43 * 512 },
            lengths,
          )) {
            expect(largestDifference(prepared.input, whole.fromSamples(cut.y))).toBeLessThanOrEqual(1e-4)
          }
        },
      ),
      { seed: 5, numRuns: runs },
    )
  })

  it('completes a window with what the stretch would end with', () => {
    const y = noise(seconds(10), 3)
    const stream = open()
    expect(stream.push(y.subarray(0, 220_490))).toHaveLength(0)
    const [window] = stream.complete(y.subarray(220_490))
    expect(window?.end).toBe(220_500)
    expect(largestDifference(window?.input ?? [], whole.fromSamples(y))).toBeLessThanOrEqual(1e-4)
  })

  it('refuses samples that are not finite, and goes on as if they had not come', () => {
    const y = noise(seconds(10), 4)
    const stream = open()
    stream.push(y.subarray(0, 100_000))
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e30]) {
      expect(() => stream.push(Float32Array.of(0, bad))).toThrow(AudioError)
      expect(() => stream.complete(Float32Array.of(bad))).toThrow(
        expect.objectContaining({ code: 'EARSHOT_AUDIO_NOT_FINITE' }),
      )
    }
    expect(stream.push(y.subarray(100_000))).toEqual(open().push(y))
  })

  it('begins anew after a break', () => {
    const stream = open()
    stream.push(noise(seconds(4), 1))
    stream.restart()
    const y = noise(seconds(10), 2)
    expect(stream.push(y)).toEqual(open().push(y))
  })
})

describe.each([null, kernelModule()])('a streaming front end that standardises, kernel %#', (kernel) => {
  const standardisation = {
    mean: Array.from({ length: features.nMfcc }, (_, c) => 3 * c - 40),
    std: Array.from({ length: features.nMfcc }, (_, c) => 1 + c / 7),
  }

  it.each([
    { layout: 'coefficients,frames,1', frames: features.frames },
    { layout: 'frames,coefficients', frames: features.frames },
    { layout: 'coefficients,frames', frames: { count: 500, padColumns: 3, extend: 'repeat-tail', minimum: 260 } },
    { layout: 'coefficients,frames', frames: { count: 500, padColumns: 3, extend: 'zeros', minimum: 260 } },
    { layout: 'coefficients,frames', frames: { count: 400, padColumns: 0, extend: 'zeros', minimum: 260 } },
  ] as const)('gives the input of each window by itself: $layout, $frames.extend to $frames.count', (change) => {
    const standardised = { ...features, ...change, standardisation }
    const open = createStreamingFrontEnd(audio, standardised, windows, kernel)
    const whole = createFrontEnd(audio, standardised, kernel)
    // The second window has the first one's maximum, but columns far below it.
    const y = noise(seconds(11.1), 6).map((x, i) => x * (i > seconds(3) && i < seconds(7) ? 1e-5 : 0.3))
    for (const { prepared, cut } of hearInPieces(open(), y, { windowLength: 220_500, hopLength: 43 * 512 }, [22_050])) {
      expect(largestDifference(prepared.input, whole.fromSamples(cut.y))).toBeLessThanOrEqual(
        kernel === null ? 1e-4 : 0,
      )
    }
  })
})

it('refuses windows shorter than the bundle can score', () => {
  expect(() => createStreamingFrontEnd(audio, features, { windowLength: 100_000, hopFrames: 43 })).toThrow(
    expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }),
  )
})
