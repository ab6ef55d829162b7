import { describe, expect, it } from 'vitest'
import { FramePolicy, type MfccSpec } from '../../../src/model/bundle.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { presets } from '../../../src/model/presets.ts'
import { createStreamingFrontEnd } from '../../../src/model/streaming-front-end.ts'
import { inSurroundings } from '../../../src/model/surroundings.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { largestDifference, tone } from '../../signals.ts'

const RATE_HZ = 16_000
const { audio, features } = presets['keywords-by-frame']({ resampler: 'kaiser_fast', padMode: 'constant' })
/** 62 hops: 63 frames. */
const WINDOW = 15_872
const clip = tone(6_000, { hz: 1_000, sampleRateHz: RATE_HZ, amplitude: 0.1 })

function surrounded(y: Float32Array, extend: MfccSpec['frames']['extend'] = features.frames.extend): Float32Array {
  return inSurroundings(y, { ...features, frames: { ...features.frames, extend } })
}

describe('the surroundings of a short clip', () => {
  it('bring it to just the frames that the network takes', () => {
    const window = surrounded(clip)
    expect(window).toHaveLength(WINDOW)
    expect(1 + Math.floor(window.length / features.hopLength)).toBe(features.frames.count)
    expect(1 + Math.floor((window.length - 1) / features.hopLength)).toBe(features.frames.count - 1)
  })

  it.each([0, 0.25, 1])('leave it as it is, with %d of what is missing before it', (before) => {
    const window = surrounded(clip, { noiseBelowDb: 200, before })
    const start = Math.round(before * (WINDOW - clip.length))
    expect(largestDifference(window.subarray(start, start + clip.length), clip)).toBeLessThan(1e-10)
    const around = [...window.subarray(0, start), ...window.subarray(start + clip.length)]
    expect(around.every((value) => value !== 0 && Math.abs(value) < 1e-10)).toBe(true)
  })

  it.each([1, 0.01])('are noise so many dB below its own level, however loud it is: times %d', (factor) => {
    const y = clip.map((value) => value * factor)
    const window = surrounded(y, { noiseBelowDb: 30, before: 0 })
    expect(20 * Math.log10(rms(window.subarray(clip.length)) / rms(y))).toBeCloseTo(-30, 0)
    // Under the clip too, as a live source would have it.
    const under = y.map((value, i) => (window[i] ?? 0) - value)
    expect(20 * Math.log10(rms(under) / rms(y))).toBeCloseTo(-30, 0)
  })

  it('are the same each time', () => {
    expect(surrounded(clip)).toEqual(surrounded(clip))
  })

  it('are silent where the clip is', () => {
    expect(surrounded(new Float32Array(6_000)).every((value) => value === 0)).toBe(true)
  })

  it('are not there when the clip fills the window, or the bundle extends frames', () => {
    const whole = tone(WINDOW, { hz: 500, sampleRateHz: RATE_HZ })
    expect(surrounded(whole)).toBe(whole)
    expect(surrounded(clip, 'zeros')).toBe(clip)
    expect(surrounded(clip, 'repeat-tail')).toBe(clip)
  })
})

describe('a front end that surrounds short clips', () => {
  const frontEnd = createFrontEnd(audio, features)

  it('gives what it gives for the same sound in its window', () => {
    expect(frontEnd.fromSamples(clip)).toEqual(frontEnd.fromSamples(surrounded(clip)))
  })

  it('hears a window of a live stream as a recording of it', () => {
    const y = surrounded(tone(20_000, { hz: 700, sampleRateHz: RATE_HZ }))
    const stream = createStreamingFrontEnd(audio, features, { windowLength: RATE_HZ, hopFrames: 16 })()
    const [window] = stream.push(y)
    expect(window?.input).toEqual(frontEnd.fromSamples(y.subarray(0, RATE_HZ)))
  })

  it('refuses the clips that it refused without them', () => {
    const fewest = frontEnd.minimumSamples
    expect(fewest).toBe(768)
    expect(() => frontEnd.fromSamples(clip.subarray(0, fewest))).not.toThrow()
    expect(() => frontEnd.fromSamples(clip.subarray(0, fewest - 1))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }),
    )
    expect(() => frontEnd.fromSamples(Float32Array.from(clip, () => Number.NaN))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_NOT_FINITE' }),
    )
  })

  it('refuses live windows that would have to be filled up', () => {
    const open = (windowLength: number) => createStreamingFrontEnd(audio, features, { windowLength, hopFrames: 16 })
    expect(() => open(WINDOW)).not.toThrow()
    expect(() => open(WINDOW - 256)).toThrow(expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }))
  })
})

describe('a bundle that surrounds short clips', () => {
  it('says how faint the noise is and where the clip stands', () => {
    const { frames } = features
    expect(FramePolicy.parse(frames)).toEqual(frames)
  })

  it.each([
    { extend: 'noise', problem: "must be 'repeat-tail', 'zeros' or { noiseBelowDb, before }" },
    { extend: { noiseBelowDb: -1, before: 0.5 }, problem: 'Too small: expected number to be >0' },
    { extend: { noiseBelowDb: 40, before: 2 }, problem: 'Too big: expected number to be <=1' },
  ])('is refused with $extend', ({ extend, problem }) => {
    const { error } = FramePolicy.safeParse({ ...features.frames, extend })
    expect(error?.issues.map(({ message }) => message)).toEqual([problem])
  })

  it('leaves the front end of models made elsewhere alone', () => {
    const { features: original } = presets.keywords({ resampler: 'kaiser_fast', padMode: 'constant' })
    expect(original.frames).toEqual({ count: 40, padColumns: 0, extend: 'zeros', minimum: 4 })
  })
})
