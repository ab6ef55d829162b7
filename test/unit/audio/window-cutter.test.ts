import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WindowCutter } from '../../../src/audio/window-cutter.ts'

const ramp = (n: number, first = 0): Float32Array => Float32Array.from({ length: n }, (_, i) => first + i)

describe('WindowCutter', () => {
  it('starts window k at sample k * hopLength, however the samples are cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 30 }),
        (windowLength, hopLength, pieces) => {
          const cutter = new WindowCutter({ windowLength, hopLength })
          let n = 0
          const windows = pieces.flatMap((length) => {
            const cut = cutter.push(ramp(length, n))
            n += length
            return cut
          })
          const expected = n < windowLength ? 0 : 1 + Math.floor((n - windowLength) / hopLength)
          expect(windows).toEqual(
            Array.from({ length: expected }, (_, k) => ({
              y: ramp(windowLength, k * hopLength),
              end: k * hopLength + windowLength,
            })),
          )
        },
      ),
      { seed: 1 },
    )
  })

  it('completes a window with the samples that are due, once', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 })
    expect(cutter.push(ramp(12))).toHaveLength(1)
    expect(cutter.complete(ramp(1, 12))).toEqual([])
    expect(cutter.complete(ramp(3, 12))).toEqual([{ y: ramp(10, 4), end: 14 }])
    expect(cutter.push(ramp(3, 12))).toEqual([])
    expect(cutter.push(ramp(3, 15))).toEqual([{ y: ramp(10, 8), end: 18 }])
  })

  it('forgets everything when it restarts', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 })
    cutter.push(ramp(13))
    cutter.restart()
    expect(cutter.push(ramp(9, 50))).toEqual([])
    expect(cutter.push(ramp(1, 59))).toEqual([{ y: ramp(10, 50), end: 10 }])
  })

  it('gives away samples of its own, not views on what comes next', () => {
    const cutter = new WindowCutter({ windowLength: 4, hopLength: 4 })
    const [first] = cutter.push(ramp(4))
    cutter.push(ramp(40, 100))
    expect(first?.y).toEqual(ramp(4))
  })
})
