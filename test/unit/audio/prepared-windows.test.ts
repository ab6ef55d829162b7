import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type InputStream, PreparedWindows } from '../../../src/audio/prepared-windows.ts'
import { WindowCutter } from '../../../src/audio/window-cutter.ts'
import { measureIndicators } from '../../../src/dsp/indicators.ts'
import { ParameterError } from '../../../src/errors.ts'

const ramp = (n: number, first = 0): Float32Array => Float32Array.from({ length: n }, (_, i) => first + i)

/** Takes the first and last sample of each window, times `factor`; it hears only what a model would hear. */
function ends(windowLength: number, hopLength: number, factor = 1): InputStream {
  const cutter = new WindowCutter({ windowLength, hopLength })
  const prepare = ({ y, end }: { y: Float32Array; end: number }) => ({
    input: Float32Array.of(factor * (y[0] ?? Number.NaN), factor * (y.at(-1) ?? Number.NaN)),
    end,
  })
  return {
    restart: () => cutter.restart(),
    push: (y) => cutter.push(y).map(prepare),
    complete: (tail) => cutter.complete(tail).map(prepare),
  }
}

const lengths = fc.integer({ min: 1, max: 40 })
const hops = fc.integer({ min: 5, max: 60 })
const pieces = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 20 })

describe('PreparedWindows', () => {
  it('gives each window with what was prepared of it, before and after another takes the preparing over', () => {
    fc.assert(
      fc.property(lengths, hops, pieces, pieces, (windowLength, hopLength, before, after) => {
        const windows = new PreparedWindows(
          { windowLength, hopLength, sampleRateHz: 8_000 },
          ends(windowLength, hopLength),
        )
        let n = 0
        const append = (length: number) => {
          n += length
          return windows.append(ramp(length, n - length))
        }
        const first = before.flatMap(append)
        windows.prepareBy(ends(windowLength, hopLength, -1), ramp(windows.begun, n - windows.begun))
        const second = after.flatMap(append)
        const tail = ramp(windowLength + hopLength, n)
        const all = [...first, ...second, ...windows.complete(tail)]
        all.forEach(({ y, input, end, indicators }, k) => {
          const sign = k < first.length ? 1 : -1
          const samples = ramp(windowLength, k * hopLength)
          expect(end).toBe(k * hopLength + windowLength)
          expect(y).toBeUndefined()
          expect(indicators?.rmsDbfs).toBeCloseTo(measureIndicators(samples, 8_000).rmsDbfs, 9)
          expect(Array.from(input ?? [])).toEqual([sign * k * hopLength, sign * (end - 1)])
        })
        expect(all.length).toBe(
          Math.max(0, 1 + Math.floor((n + Math.min(tail.length, windowLength) - windowLength) / hopLength)),
        )
      }),
      { seed: 11, numRuns: 40 },
    )
  })

  it('prepares anew after a break', () => {
    const windows = new PreparedWindows({ windowLength: 4, hopLength: 2, sampleRateHz: 8_000 }, ends(4, 2))
    windows.append(ramp(3))
    windows.restart()
    expect(windows.append(ramp(4, 100))[0]).toMatchObject({ input: Float32Array.of(100, 103), end: 4 })
  })

  it('refuses inputs that belong to other windows', () => {
    const windows = new PreparedWindows({ windowLength: 4, hopLength: 2, sampleRateHz: 8_000 }, ends(5, 2))
    expect(() => windows.append(ramp(4))).toThrow(ParameterError)
  })

  it('gives the samples where nothing prepares them', () => {
    const windows = new PreparedWindows({ windowLength: 4, hopLength: 2, sampleRateHz: 8_000 }, ends(4, 2))
    windows.prepareBy(undefined, new Float32Array(0))
    expect(windows.append(ramp(4))).toMatchObject([{ y: ramp(4), end: 4 }])
  })
})
