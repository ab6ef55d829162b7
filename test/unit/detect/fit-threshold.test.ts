import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_ALARM_RULE } from '../../../src/detect/alarm-rule.ts'
import { fitRaiseAt, highestRaiseAt } from '../../../src/detect/fit-threshold.ts'
import { Replay } from '../../../src/detect/replay.ts'

describe('highestRaiseAt', () => {
  it('is the threshold that an alarm still reaches, and that nothing above it does', () => {
    const scores = fc.array(
      fc.integer({ min: 1, max: 20 }).map((twentieth) => twentieth / 20),
      { minLength: 3, maxLength: 30 },
    )
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 3 }), (given, n) => {
        const raiseWindows = { n, of: 3 }
        const isRaised = (raiseAt: number): boolean => {
          const replay = new Replay()
          for (const [i, score] of given.entries()) {
            const heard = { scores: [{ label: 'a', score }], endMs: 1_000 * i, heardAtMs: 1_000 * i }
            replay.push(heard, { ...DEFAULT_ALARM_RULE, raiseAt, clearAt: 0, raiseWindows })
          }
          return replay.alarms().length > 0
        }
        const highest = highestRaiseAt(given, raiseWindows)
        expect([isRaised(highest), isRaised(highest + 0.001)]).toEqual([true, false])
      }),
    )
  })

  it('is none where there are too few windows', () => {
    expect(highestRaiseAt([0.9], { n: 2, of: 3 })).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('fitRaiseAt', () => {
  const alarm = (highest: number, isFault: boolean) => ({ highest, isFault })
  it.each([
    ['nothing was judged', [], 0.8],
    ['all was right', [alarm(0.9, true)], 0.8],
    ['a false alarm is below the faults: in the middle between', [alarm(0.85, false), alarm(0.95, true)], 0.9],
    ['there were false alarms only', [alarm(0.85, false), alarm(0.9, false)], 0.925],
    ['a false alarm is above a fault: the fault is not missed', [alarm(0.95, false), alarm(0.9, true)], 0.8],
    [
      'many false alarms are above one fault',
      [0.9, 0.91, 0.92].map((highest) => alarm(highest, false)).concat(alarm(0.85, true)),
      0.95,
    ],
    ['a false alarm is as high as can be', [alarm(1, false)], 0.8],
    ['a fault is no longer reached', [alarm(0.7, true)], 0.7],
  ])('where %s', (_, alarms, expected) => {
    expect(fitRaiseAt(alarms, 0.8)).toBeCloseTo(expected, 9)
  })

  it('keeps apart what lies closer together than people are shown', () => {
    const raiseAt = fitRaiseAt([alarm(0.9001, false), alarm(0.9002, true)], 0.8)
    expect(raiseAt).toBeGreaterThan(0.9001)
    expect(raiseAt).toBeLessThanOrEqual(0.9002)
  })
})
