import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyOf, WindowCutter } from '../../../src/audio/window-cutter.ts'

const ramp = (n: number, first = 0): Float32Array => Float32Array.from({ length: n }, (_, i) => first + i)
const nothing = new Float32Array(0)

describe('WindowCutter', () => {
  it('starts window k at sample k * hopLength, however the samples are cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 30 }),
        (windowLength, hopLength, pieces) => {
          const cutter = new WindowCutter({ windowLength, hopLength }, copyOf)
          let n = 0
          const windows = pieces.flatMap((length) => {
            const cut = cutter.append(ramp(length, n))
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
          expect(cutter.latest(nothing)?.y).toEqual(n < windowLength ? undefined : ramp(windowLength, n - windowLength))
        },
      ),
      { seed: 1 },
    )
  })

  it('completes a window with the samples that are due, once', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 }, copyOf)
    expect(cutter.append(ramp(12))).toHaveLength(1)
    expect(cutter.complete(ramp(1, 12))).toEqual([])
    expect(cutter.complete(ramp(3, 12))).toEqual([{ y: ramp(10, 4), end: 14 }])
    expect(cutter.append(ramp(3, 12))).toEqual([])
    expect(cutter.append(ramp(3, 15))).toEqual([{ y: ramp(10, 8), end: 18 }])
  })

  it('has a latest window as soon as the samples that are due make it long enough', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 }, copyOf)
    cutter.append(ramp(8))
    expect(cutter.latest(ramp(1, 8))).toBeUndefined()
    expect(cutter.latest(ramp(3, 8))).toEqual({ y: ramp(10), end: 10 })
  })

  it('forgets everything when it restarts', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 }, copyOf)
    cutter.append(ramp(13))
    cutter.restart()
    expect(cutter.latest(nothing)).toBeUndefined()
    expect(cutter.append(ramp(9, 50))).toEqual([])
    expect(cutter.append(ramp(1, 59))).toEqual([{ y: ramp(10, 50), end: 10 }])
  })

  it('gives away samples of its own, not views on what comes next', () => {
    const cutter = new WindowCutter({ windowLength: 4, hopLength: 4 }, copyOf)
    const [first] = cutter.append(ramp(4))
    cutter.append(ramp(40, 100))
    expect(first?.y).toEqual(ramp(4))
  })

  it('says of a window that is taken how much of it is not certain', () => {
    const cutter = new WindowCutter({ windowLength: 10, hopLength: 4 }, ({ end, provisional }) => [end, provisional])
    expect(cutter.append(ramp(12))).toEqual([[10, 0]])
    expect(cutter.complete(ramp(3, 12))).toEqual([[14, 2]])
  })
})
