import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelModule } from '../../../src/dsp/kernel/kernel-module.ts'
import type { MfccParams } from '../../../src/dsp/mfcc.ts'
import { createMfcc, createMfccSteps } from '../../../src/dsp/mfcc-path.ts'
import { MfccStream, type WindowMfcc } from '../../../src/dsp/mfcc-stream.ts'
import { StreamPlan, type StreamWindows } from '../../../src/dsp/stream-plan.ts'
import { AudioError, ParameterError } from '../../../src/errors.ts'
import { largestDifference, noise } from '../../signals.ts'

const params: MfccParams = {
  sampleRateHz: 8_000,
  nFft: 256,
  hopLength: 64,
  padMode: 'reflect',
  nMels: 20,
  nMfcc: 8,
  fMinHz: 0,
  fMaxHz: 4_000,
  topDb: 80,
}
const windows: StreamWindows = { windowLength: 2_000, hopFrames: 5 }

const PATHS = [
  { path: 'plain', kernel: null },
  { path: 'WebAssembly', kernel: kernelModule() },
] as const

/** Loud and quiet stretches, so that the clip below a window's maximum matters. */
function sound(n: number, seed: number): Float32Array {
  return noise(n, seed).map((x, i) => x * (Math.sin(i / 700) > 0.3 ? 1 : 1e-5))
}

/** Push in pieces of these lengths, again and again. */
function pushed(
  stream: { push(y: Float32Array): WindowMfcc[] },
  y: Float32Array,
  lengths: readonly number[],
): WindowMfcc[] {
  const given: WindowMfcc[] = []
  for (let at = 0, i = 0; at < y.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 1
    given.push(...stream.push(y.subarray(at, at + length)))
    at += length
  }
  return given
}

describe.each(PATHS)('a stream of MFCC, $path', ({ kernel }) => {
  const open = (p = params, w = windows) =>
    new MfccStream(new StreamPlan(createMfccSteps(p, kernel), w), (window) => ({
      ...window,
      data: window.data.slice(),
    }))

  /** What each window is by itself. */
  function alone(y: Float32Array, p: MfccParams, { windowLength, hopFrames }: StreamWindows): Float32Array[] {
    const mfcc = createMfcc(p, kernel)
    const results: Float32Array[] = []
    for (let start = 0; start + windowLength <= y.length; start += hopFrames * p.hopLength) {
      results.push(mfcc.extract(y.slice(start, start + windowLength)).data)
    }
    return results
  }

  it('gives each window as it is by itself, within 1e-4 dB, for any chunks, windows, frames and padding', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1_000),
          n: fc.integer({ min: 0, max: 9_000 }),
          lengths: fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 6 }),
          nFft: fc.constantFrom(256, 512),
          hopLength: fc.constantFrom(40, 64, 128, 200, 600),
          padMode: fc.constantFrom('reflect' as const, 'constant' as const),
          windowLength: fc.integer({ min: 257, max: 3_000 }),
          hopFrames: fc.integer({ min: 1, max: 12 }),
        }),
        ({ seed, n, lengths, nFft, hopLength, padMode, windowLength, hopFrames }) => {
          const y = sound(n, seed)
          const p = { ...params, nFft, hopLength, padMode }
          const w = { windowLength, hopFrames }
          const given = pushed(open(p, w), y, lengths)
          const expected = alone(y, p, w)
          expect(given.map(({ end }) => end)).toEqual(expected.map((_, i) => i * hopFrames * hopLength + windowLength))
          given.forEach(({ data }, i) => {
            expect(largestDifference(data, expected[i] ?? [])).toBeLessThanOrEqual(kernel === null ? 1e-4 : 0)
          })
        },
      ),
      { seed: 4, numRuns: 60 },
    )
  })

  it('gives the same, bit for bit, in one piece and in single samples', () => {
    const y = sound(4_000, 7)
    expect(pushed(open(), y, [1])).toEqual(open().push(y))
    expect(open().push(y)).toHaveLength(7)
  })

  it('knows nothing of a stretch after restart', () => {
    const stream = open()
    stream.push(sound(3_333, 1))
    stream.restart()
    expect(stream.push(sound(4_000, 7))).toEqual(open().push(sound(4_000, 7)))
  })

  it('completes windows with a tail that is given in advance, without taking it for sound that was heard', () => {
    const y = sound(6_000, 3)
    const tail = new Float32Array(100)
    const stream = open()
    expect(stream.push(y.subarray(0, 1_950))).toHaveLength(0)
    const [early, ...others] = stream.complete(tail)
    expect(others).toHaveLength(0)
    const ended = new Float32Array(2_000)
    ended.set(y.subarray(0, 1_950))
    expect(early?.end).toBe(2_000)
    expect(largestDifference(early?.data ?? [], alone(ended, params, windows)[0] ?? [])).toBeLessThan(1e-4)
    // Not given again, and the later ones are of the sound that came.
    const later = stream.push(y.subarray(1_950))
    expect(later).toEqual(open().push(y).slice(1))
  })

  it.each([
    [0, 1],
    [10, 1],
    [300, 1],
    [1_000, 3],
  ])('completes what has begun by sample %d, where the tail is long: %d windows', (heard, count) => {
    const y = sound(2_640, 5)
    const stream = open()
    stream.push(y.subarray(0, heard))
    const given = stream.complete(y.subarray(heard))
    expect(given).toHaveLength(count)
    const expected = alone(y, params, windows)
    given.forEach(({ data }, i) => {
      expect(largestDifference(data, expected[i] ?? [])).toBeLessThan(1e-4)
    })
  })

  it('gives nothing where more is lacking than the tail has', () => {
    const stream = open()
    stream.push(sound(1_899, 1))
    expect(stream.complete(new Float32Array(100))).toHaveLength(0)
  })

  it('refuses windows that reflection cannot pad', () => {
    expect(() => open(params, { windowLength: 128, hopFrames: 1 })).toThrow(AudioError)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses a hop of %d frames', (hopFrames) => {
    expect(() => open(params, { windowLength: 2_000, hopFrames })).toThrow(ParameterError)
  })
})
