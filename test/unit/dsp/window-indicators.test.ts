import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureIndicators } from '../../../src/dsp/indicators.ts'
import { WindowIndicators } from '../../../src/dsp/window-indicators.ts'
import { noise, tone } from '../../signals.ts'

const RATE_HZ = 22_050
const fan = { windowLength: 220_500, hopLength: 43 * 512, sampleRateHz: RATE_HZ }

/** Loud and quiet, dull and bright in turn, and some silence: no two windows are alike. */
const changing = (n: number): Float32Array =>
  noise(n, 7).map((x, i) => (i % 90_000 < 20_000 ? 0 : x * (0.1 + 0.3 * Math.abs(Math.sin(i / 40_000)))))

describe('WindowIndicators', () => {
  it.each([
    fan,
    { windowLength: 8_000, hopLength: 3_840, sampleRateHz: 8_000 },
    { windowLength: 8_000, hopLength: 500, sampleRateHz: 8_000 },
    { windowLength: 9_000, hopLength: 40_001, sampleRateHz: 8_000 },
    { windowLength: 1_000, hopLength: 300, sampleRateHz: 8_000 },
  ])('gives of each window of a stretch what it gives of the window alone ($windowLength by $hopLength)', (params) => {
    const { windowLength, hopLength } = params
    const y = changing(windowLength + 5 * hopLength)
    const along = new WindowIndicators(params)
    for (let start = 0; start + windowLength <= y.length; start += hopLength) {
      const window = y.subarray(start, start + windowLength)
      expect(along.measure(window, start)).toEqual(new WindowIndicators(params).measure(window, 0))
    }
  })

  it('keeps nothing of samples that may yet turn out otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: fan.windowLength }), (certain) => {
        const y = changing(fan.windowLength + fan.hopLength)
        const along = new WindowIndicators(fan)
        const guessed = y.slice(0, fan.windowLength)
        guessed.fill(0.9, certain)
        along.measure(guessed, 0, certain)
        const next = y.subarray(fan.hopLength)
        expect(along.measure(next, fan.hopLength)).toEqual(new WindowIndicators(fan).measure(next, 0))
      }),
      { seed: 2, numRuns: 10 },
    )
  })

  it('agrees with what is measured of the stretch as a whole', () => {
    const y = tone(fan.windowLength, { hz: 1_000, sampleRateHz: RATE_HZ, amplitude: 0.5 })
    const found = new WindowIndicators(fan).measure(y, 0)
    const whole = measureIndicators(y, RATE_HZ)
    expect(found.rmsDbfs).toBeCloseTo(whole.rmsDbfs, 9)
    expect(found.crestFactor).toBeCloseTo(whole.crestFactor, 9)
    expect(found.spectralCentroidHz).toBeCloseTo(whole.spectralCentroidHz, 0)
    expect(found.spectralFlatness).toBeCloseTo(whole.spectralFlatness, 3)
    expect(Math.abs(found.zeroCrossingsPerSecond - 2_000)).toBeLessThan(RATE_HZ / 2048)
  })

  it('forgets when it restarts', () => {
    const along = new WindowIndicators(fan)
    along.measure(changing(fan.windowLength), 0)
    along.restart()
    const silence = new Float32Array(fan.windowLength)
    expect(along.measure(silence, 0)).toMatchObject({ rmsDbfs: -120, crestFactor: 0, spectralCentroidHz: 0 })
  })
})
