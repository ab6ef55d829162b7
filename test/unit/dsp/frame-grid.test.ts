import { describe, expect, it } from 'vitest'
import { FrameGrid, type PadMode } from '../../../src/dsp/frame-grid.ts'
import { AudioError, ParameterError } from '../../../src/errors.ts'

const flat = new Float64Array(4).fill(1)

function framesOf(y: readonly number[], padMode: PadMode): number[][] {
  const grid = new FrameGrid({ nFft: 4, hopLength: 2, padMode })
  return Array.from({ length: grid.count(y.length) }, (_, t) => {
    const out = new Float64Array(4)
    grid.read(Float32Array.from(y), grid.start(t), flat, out)
    return [...out]
  })
}

describe('FrameGrid', () => {
  it('mirrors the clip at its edges without repeating the edge', () => {
    expect(framesOf([1, 2, 3, 4, 5], 'reflect')).toEqual([
      [3, 2, 1, 2],
      [1, 2, 3, 4],
      [3, 4, 5, 4],
    ])
  })

  it('puts silence around the clip', () => {
    expect(framesOf([1, 2, 3, 4, 5], 'constant')).toEqual([
      [0, 0, 1, 2],
      [1, 2, 3, 4],
      [3, 4, 5, 0],
    ])
  })

  it.each([
    [0, 1],
    [511, 1],
    [512, 2],
    [109_567, 214],
    [109_568, 215],
    [220_500, 431],
  ])('lays over %d samples %d frames', (n, frames) => {
    expect(new FrameGrid({ nFft: 2048, hopLength: 512, padMode: 'reflect' }).count(n)).toBe(frames)
  })

  it('lets only two frames at each end of a 10 s window depend on what is around it', () => {
    const grid = new FrameGrid({ nFft: 2048, hopLength: 512, padMode: 'reflect' })
    const n = 220_500
    const frames = Array.from({ length: grid.count(n) }, (_, t) => t)
    expect(frames.filter((t) => !grid.isInside(grid.start(t), n))).toEqual([0, 1, 429, 430])
  })

  it('tapers each frame', () => {
    const out = new Float64Array(4)
    const grid = new FrameGrid({ nFft: 4, hopLength: 1, padMode: 'constant' })
    grid.read(Float32Array.of(1, 1, 1, 1), 0, Float64Array.of(0, 0.5, 1, 0.5), out)
    expect([...out]).toEqual([0, 0.5, 1, 0.5])
    grid.read(Float32Array.of(1, 1, 1, 1), -1, Float64Array.of(2, 0.5, 1, 0.5), out)
    expect([...out]).toEqual([0, 0.5, 1, 0.5])
  })

  it('refuses clips that their mirror image cannot pad, and only those', () => {
    const reflect = new FrameGrid({ nFft: 2048, hopLength: 512, padMode: 'reflect' })
    expect(() => reflect.assertPaddable(1024)).toThrow(AudioError)
    expect(() => reflect.assertPaddable(1024)).toThrow('send at least 1025')
    expect(() => reflect.assertPaddable(1025)).not.toThrow()
    expect(() => new FrameGrid({ nFft: 4, hopLength: 2, padMode: 'constant' }).assertPaddable(0)).not.toThrow()
  })

  it.each([{ nFft: 0 }, { nFft: 5 }, { nFft: 2.5 }, { hopLength: 0 }, { hopLength: 0.5 }])('refuses %o', (wrong) => {
    expect(() => new FrameGrid({ nFft: 4, hopLength: 2, padMode: 'reflect', ...wrong })).toThrow(ParameterError)
  })
})
