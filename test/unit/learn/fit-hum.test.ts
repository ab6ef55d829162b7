import { describe, expect, it } from 'vitest'
import { fitHum } from '../../../src/learn/fit-hum.ts'
import { Moments } from '../../../src/learn/moments.ts'
import { HumBaseline } from '../../../src/model/detectors/hum-baseline.ts'

/** Lines of 100, 200, 300, 400 Hz and of 120, 240, 360, 480 Hz. */
const LINES_50 = [15, 10, 12, 4, 0, 0, 0, 0]
const LINES_60 = [0, 0, 0, 0, 15, 10, 12, 4]

function session(lines: readonly number[], spreadDb = 0.5): Moments {
  const moments = new Moments(lines.length)
  for (const sign of [1, -1, 1, -1]) moments.add(lines.map((db, i) => db + sign * spreadDb * (i % 2 === 0 ? 1 : -1)))
  return moments
}

const shifted = (lines: readonly number[], db: number): number[] => lines.map((level) => level + db)

describe('fitHum', () => {
  it('finds which mains the machine hangs on', () => {
    expect(fitHum([session(LINES_50)]).mainsHz).toBe(50)
    expect(fitHum([session(LINES_60)]).mainsHz).toBe(60)
  })

  it('takes the mean of the sessions as usual', () => {
    const { centre } = fitHum([session(LINES_50), session(shifted(LINES_50, 4))])
    expect(Array.from(centre)).toEqual(shifted(LINES_50, 2))
  })

  it('expects a line to fade where the microphone stands elsewhere, the more the sessions have shown it', () => {
    const deviation = (...sessions: Moments[]): number => fitHum(sessions).deviation[0] ?? 0
    const one = deviation(session(LINES_50))
    const alike = deviation(session(LINES_50), session(LINES_50))
    const apart = deviation(session(LINES_50), session(shifted(LINES_50, 10)))
    expect(one).toBeLessThan(1.3)
    expect(alike).toBeGreaterThan(2)
    expect(apart).toBeGreaterThan(alike + 1)
  })
})

describe('HumBaseline', () => {
  const params = fitHum([session(LINES_50)])
  const baseline = new HumBaseline(params)

  it('is 0 for what is usual, and grows with the odd lines', () => {
    expect(baseline.rise(LINES_50)).toBeCloseTo(0, 9)
    expect(baseline.rise(shifted(LINES_50, 3))).toBeGreaterThan(2)
    expect(baseline.rise(shifted(LINES_50, -3))).toBeLessThan(-2)
    expect(baseline.rise(LINES_50.map((db, i) => (i % 2 === 1 ? db + 9 : db)))).toBeCloseTo(0, 9)
  })

  it('is as deviate as a single line', () => {
    const byOne = LINES_50.map((db, i) => db + (i % 2 === 0 ? (params.deviation[i] ?? 0) : 0))
    expect(baseline.rise(byOne)).toBeCloseTo(Math.sqrt(2), 9)
  })

  it('takes no line for more than it may count, unless nothing is said of that', () => {
    const crossed = LINES_50.map((db, i) => (i === 0 ? db + 40 : db))
    expect(baseline.rise(crossed)).toBeCloseTo(2.5 / Math.sqrt(2), 9)
    expect(new HumBaseline({ ...params, mostRise: undefined }).rise(crossed)).toBeGreaterThan(20)
  })

  it('does not look at the other mains', () => {
    expect(baseline.rise(LINES_50.map((db, i) => (i >= 4 ? db + 20 : db)))).toBeCloseTo(0, 9)
  })
})
