import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { QUICK_RULE } from '../../quick-rule.ts'
import { hear, lastState, play, QUIET, reasons, tick, transitions } from './play.ts'

/** Raises at 0.8 and clears below 0.5. */
const rule = QUICK_RULE

const RAISED = lastState(play([0.9, 0.9], rule))

describe('raising', () => {
  it('needs n of the last m windows at or above raiseAt', () => {
    expect(transitions(play([0.8, 0.9], rule))).toEqual(['none', 'raised'])
    expect(transitions(play([0.9, 0.1, 0.9], rule))).toEqual(['none', 'none', 'raised'])
    expect(transitions(play([0.9, 0.1, 0.1, 0.9], rule))).toEqual(['none', 'none', 'none', 'none'])
  })

  it('never happens on a window that is itself below raiseAt', () => {
    const afterCooldown = { ...rule, cooldownMs: 3_000 }
    const cleared = lastState(play([0.9, 0.9, 0.1, 0.1], afterCooldown))
    expect(reasons(play([0.9, 0.9, 0.7, 0.9], afterCooldown, 5_000, cleared))).toEqual([
      'too-few-windows',
      'cooldown',
      'below-raise-threshold',
      'raised',
    ])
  })

  it('counts windows of different labels together and names the one farthest above its threshold', () => {
    const own = { ...rule, labels: { b: { raiseAt: 0.3, clearAt: 0.2 } } }
    const [first] = hear(QUIET, { a: 0.9, endMs: 1_000 }, own)
    const [second, transition] = hear(first, { a: 0.85, b: 0.4, endMs: 2_000 }, own)
    expect(transition).toBe('raised')
    expect(second).toMatchObject({ kind: 'raised', label: 'b', sinceMs: 2_000 })
  })

  it('keeps the label it was raised with while it stands', () => {
    const [later] = hear(RAISED, { a: 0.1, b: 0.99, endMs: 3_000 }, rule)
    expect(later).toMatchObject({ kind: 'raised', label: 'a' })
  })

  it('waits for the end of the cooldown, and windows count meanwhile', () => {
    const cool = { ...rule, cooldownMs: 3_000 }
    const cleared = lastState(play([0.9, 0.9, 0.1, 0.1], cool))
    const steps = play([0.9, 0.9, 0.9], cool, 5_000, cleared)
    expect(reasons(steps)).toEqual(['too-few-windows', 'cooldown', 'raised'])
    expect(steps[1]?.[2].cooldownRemainingMs).toBe(1_000)
  })

  it('begins to count anew after a silence', () => {
    const [one] = hear(QUIET, { a: 0.9, endMs: 1_000 }, rule)
    const [, transition] = hear(one, { a: 0.9, endMs: 31_000 }, rule)
    expect(transition).toBe('none')
  })
})

describe('clearing', () => {
  it('needs n of the last m windows below clearAt, and between the thresholds nothing changes', () => {
    expect(transitions(play([0.7, 0.5, 0.7], rule, 3_000, RAISED))).toEqual(['none', 'none', 'none'])
    expect(transitions(play([0.4, 0.7, 0.49], rule, 3_000, RAISED))).toEqual(['none', 'none', 'cleared'])
  })

  it('needs every label below its own clearAt', () => {
    const [, , { reason }] = hear(RAISED, { a: 0.1, b: 0.6, endMs: 3_000 }, rule)
    expect(reason).toBe('above-clear-threshold')
  })

  it('waits until the alarm has stood for the minimum hold', () => {
    const hold = { ...rule, minimumHoldMs: 4_000 }
    const steps = play([0.1, 0.1, 0.1, 0.1], hold, 3_000, lastState(play([0.9, 0.9], hold)))
    expect(reasons(steps)).toEqual(['too-few-windows', 'minimum-hold', 'minimum-hold', 'cleared'])
    expect(steps[1]?.[2].holdRemainingMs).toBe(2_000)
  })
})

describe('silence', () => {
  const stale = tick(RAISED, 32_000, rule)

  it('makes a standing alarm stale, once', () => {
    expect(tick(RAISED, 31_999, rule)[1]).toBe('none')
    expect(stale[1]).toBe('stale')
    expect(tick(stale[0], 99_000, rule)[1]).toBe('none')
  })

  it('means nothing to a source that is quiet or was never heard', () => {
    const [quiet] = hear(QUIET, { a: 0.1, endMs: 1_000 }, rule)
    expect(tick(quiet, 99_000, rule).slice(0, 2)).toEqual([quiet, 'none'])
    expect(tick(QUIET, 99_000, rule).slice(0, 2)).toEqual([QUIET, 'none'])
  })

  it('ends in the same alarm when the first window does not count towards clearing', () => {
    const [state, transition, { reason }] = hear(stale[0], { a: 0.1, b: 0.5, endMs: 60_000 }, rule)
    expect([transition, reason]).toEqual(['raised', 'resumed'])
    expect(state).toMatchObject({ kind: 'raised', label: 'b', sinceMs: 2_000 })
  })

  it('ends in a cleared alarm when enough windows count towards clearing', () => {
    const steps = play([0.1, 0.1], rule, 60_000, stale[0])
    expect(transitions(steps)).toEqual(['none', 'cleared'])
    expect(steps[0]?.[0].kind).toBe('stale')
  })

  it('is counted from there when our clock jumps back', () => {
    const [rebased] = tick(RAISED, 1_500, rule)
    expect(tick(rebased, 31_499, rule)[1]).toBe('none')
    expect(tick(rebased, 31_500, rule)[1]).toBe('stale')
  })
})

describe("a publisher's clock that jumps back", () => {
  const slow = { ...rule, minimumHoldMs: 2_000, cooldownMs: 2_000 }

  it('restarts the hold', () => {
    const raised = lastState(play([0.9, 0.9], slow, 100_000))
    expect(reasons(play([0.1, 0.1, 0.1], slow, 1_000, raised))).toEqual(['too-few-windows', 'minimum-hold', 'cleared'])
  })

  it('restarts the cooldown', () => {
    const cleared = lastState(play([0.9, 0.9, 0.1, 0.1, 0.1], slow, 100_000))
    expect(reasons(play([0.9, 0.9, 0.9], slow, 1_000, cleared))).toEqual(['too-few-windows', 'cooldown', 'raised'])
  })
})

describe('a silenced source', () => {
  const silenced = { isSilenced: true }

  it('raises no alarm, but counts, and raises at once when the silence is over', () => {
    const [first] = hear(QUIET, { a: 0.9, endMs: 1_000, ...silenced }, rule)
    const [second, transition, { reason }] = hear(first, { a: 0.9, endMs: 2_000, ...silenced }, rule)
    expect([transition, reason]).toEqual(['none', 'silenced'])
    expect(hear(second, { a: 0.9, endMs: 3_000 }, rule)[1]).toBe('raised')
  })

  it('clears the alarm that stands, and does not raise a stale one again', () => {
    const [below] = hear(RAISED, { a: 0.1, endMs: 3_000, ...silenced }, rule)
    expect(hear(below, { a: 0.1, endMs: 4_000, ...silenced }, rule)[1]).toBe('cleared')
    const [stale] = tick(RAISED, 32_000, rule)
    const [still, transition, { reason }] = hear(stale, { a: 0.9, endMs: 40_000, ...silenced }, rule)
    expect([still.kind, transition, reason]).toEqual(['stale', 'none', 'silenced'])
  })
})

describe('a window that is not one', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused when a score is %d', (score) => {
    expect(() => hear(QUIET, { a: score, endMs: 0 }, rule)).toThrow(ParameterError)
  })

  it('is refused without times', () => {
    expect(() => hear(QUIET, { a: 0, endMs: Number.NaN, heardAtMs: 0 }, rule)).toThrow(ParameterError)
    expect(() => hear(QUIET, { a: 0, endMs: 0, heardAtMs: Number.NaN }, rule)).toThrow(ParameterError)
  })
})
