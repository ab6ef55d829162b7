import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WindowCutter } from '../../../src/audio/window-cutter.ts'
import { kernelModule } from '../../../src/dsp/kernel/kernel-module.ts'
import { AudioError } from '../../../src/errors.ts'
import { SoundStatistics } from '../../../src/model/sound-statistics.ts'
import { createStreamingStatistics } from '../../../src/model/streaming-statistics.ts'
import { FRONT_END, machineSound } from '../../machine-sounds.ts'
import { largestDifference } from '../../signals.ts'
import { hearInPieces, joined } from './live-windows.ts'

const RATE_HZ = 8_000
const windowLength = 2 * RATE_HZ
const { spectrum } = FRONT_END.features
const features = {
  kind: 'sound-statistics',
  hopLength: spectrum.hopLength,
  sound: { ...FRONT_END.features, spectrum: { ...spectrum, stackedFrames: 1, strideFrames: 1 } },
  lines: { nFft: 4_096, hopLength: 2_048, fMinHz: 20, fMaxHz: 1_000, bandsPerOctave: 12 },
} as const
const sound = machineSound({ seed: 3, whistle: 0.2, length: 7 * RATE_HZ })

describe.each([
  { path: 'plain', kernel: null, runs: 3 },
  { path: 'WebAssembly', kernel: kernelModule(), runs: 12 },
])('the streaming statistics, $path', ({ kernel, runs }) => {
  const meter = new SoundStatistics(RATE_HZ, features, 2, kernel)
  /** @param hopFrames - 16 frames are a frame of the lines, and 4 its half. */
  const open = (hopLength: number) => createStreamingStatistics(meter, { windowLength, hopLength })()

  it('are those of each window by itself within 1e-4 dB, however the sound comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 80, max: 3 * RATE_HZ }), { minLength: 1, maxLength: 5 }),
        // With and without frames of lines in common, and with sound between windows that is in none.
        fc.constantFrom(16, 31, 48, 200),
        (lengths, hopFrames) => {
          const params = { windowLength, hopLength: hopFrames * spectrum.hopLength }
          const windows = hearInPieces(open(params.hopLength), sound, params, lengths)
          expect(windows.length).toBe(1 + Math.floor((sound.length - windowLength) / params.hopLength))
          for (const { prepared, cut } of windows) {
            expect(largestDifference(prepared.input, meter.measure(cut.y).statistics)).toBeLessThan(1e-4)
          }
        },
      ),
      { seed: 5, numRuns: runs },
    )
  })

  it('complete a window with what the stretch would end with, and go on as if they had not', () => {
    const params = { windowLength, hopLength: 2_048 }
    const stream = open(params.hopLength)
    const cutter = new WindowCutter(params)
    const begun = sound.subarray(0, windowLength - 10)
    const guess = new Float32Array(10).fill(0.5)
    expect(joined(stream.push(begun), cutter.push(begun))).toHaveLength(0)
    const [completed] = joined(stream.complete(guess), cutter.complete(guess))
    expect(
      largestDifference(completed?.prepared.input ?? [], meter.measure(completed?.cut.y ?? begun).statistics),
    ).toBeLessThan(1e-4)
    const rest = sound.subarray(begun.length, 3 * RATE_HZ)
    const further = joined(stream.push(rest), cutter.push(rest))
    expect(further.length).toBeGreaterThan(2)
    for (const { prepared, cut } of further) {
      expect(largestDifference(prepared.input, meter.measure(cut.y).statistics)).toBeLessThan(1e-4)
    }
  })

  it('refuse samples that are not finite, and go on as if they had not come', () => {
    const stream = open(2_048)
    stream.push(sound.subarray(0, 5_000))
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e30]) {
      expect(() => stream.push(Float32Array.of(0, bad))).toThrow(AudioError)
      expect(() => stream.complete(Float32Array.of(bad))).toThrow(
        expect.objectContaining({ code: 'EARSHOT_AUDIO_NOT_FINITE' }),
      )
    }
    expect(stream.push(sound.subarray(5_000, windowLength))).toEqual(open(2_048).push(sound.subarray(0, windowLength)))
  })

  it('begin anew after a break', () => {
    const stream = open(2_048)
    stream.push(machineSound({ seed: 9, length: 11_111 }))
    stream.restart()
    expect(stream.push(sound)).toEqual(open(2_048).push(sound))
  })

  it('refuse windows shorter than the bundle can score', () => {
    expect(() => createStreamingStatistics(meter, { windowLength: 4_000, hopLength: 2_048 })).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }),
    )
  })
})
