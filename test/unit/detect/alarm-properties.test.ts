import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlarmState, type AlarmStep, QUIET, tick } from '../../../src/detect/alarm.ts'
import { type AlarmRule, type LabelThresholds, thresholdsOf } from '../../../src/detect/alarm-rule.ts'
import { hear } from './play.ts'

fc.configureGlobal({ seed: 20_260_101, numRuns: 300 })

const thresholds = fc
  .tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }))
  .map(([x, y]): LabelThresholds => ({ raiseAt: Math.max(x, y), clearAt: Math.min(x, y) }))

const windowCount = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }))
  .map(([n, more]) => ({ n, of: n + more }))

const rules: fc.Arbitrary<AlarmRule> = fc
  .record({
    whole: thresholds,
    b: thresholds,
    raiseWindows: windowCount,
    clearWindows: windowCount,
    minimumHoldMs: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 20_000 })),
    cooldownMs: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 20_000 })),
    staleAfterMs: fc.integer({ min: 2_000, max: 20_000 }),
  })
  .map(({ whole, b, ...rest }) => ({ ...whole, ...rest, labels: { b } }))

const score = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }))

/** What may happen to a source: a window after some time, or silence with ticks. */
type Happening = { readonly afterMs: number; readonly window: { readonly a: number; readonly b: number } | null }

const happening = (a: fc.Arbitrary<number>): fc.Arbitrary<Happening> =>
  fc.record({
    afterMs: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 2_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 60_000 }) },
    ),
    window: fc.option(fc.record({ a, b: score }), { freq: 9 }),
  })

/** Machines stay faulty, or well, for some windows; between, anything may happen. */
const spell = fc.oneof(...[fc.constant(1), fc.constant(0), score].map((a) => fc.array(happening(a), { maxLength: 12 })))
const happenings: fc.Arbitrary<Happening[]> = fc.array(spell, { maxLength: 8 }).map((spells) => spells.flat())

/** The same with a publisher's clock that jumps as it likes. */
const jumps = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 96, maxLength: 96 })

interface Moment {
  readonly nowMs: number
  readonly window: Happening['window']
  readonly before: AlarmState
  readonly moved: AlarmStep
}

function live(rule: AlarmRule, story: readonly Happening[], offsets: readonly number[] = []): Moment[] {
  let state: AlarmState = QUIET
  let nowMs = 1_000_000
  return story.map(({ afterMs, window }, i) => {
    nowMs += afterMs
    const before = state
    const moved = window
      ? hear(state, { ...window, endMs: nowMs + (offsets[i] ?? 0), heardAtMs: nowMs }, rule)
      : tick(state, nowMs, rule)
    state = moved[0]
    return { nowMs, window, before, moved }
  })
}

const isRaising = ({ a, b }: { a: number; b: number }, rule: AlarmRule) =>
  a >= rule.raiseAt || b >= thresholdsOf(rule, 'b').raiseAt
const isClearing = ({ a, b }: { a: number; b: number }, rule: AlarmRule) =>
  a < rule.clearAt && b < thresholdsOf(rule, 'b').clearAt

describe('for any rule and any story of a source', () => {
  it('raised, stale and cleared follow each other as they must', () => {
    const follows = { quiet: ['raised'], raised: ['cleared', 'stale'], stale: ['raised', 'cleared'] }
    fc.assert(
      fc.property(rules, happenings, jumps, (rule, story, offsets) => {
        for (const { before, moved } of live(rule, story, offsets)) {
          const [after, transition] = moved
          if (transition === 'none') expect(after.kind).toBe(before.kind)
          else {
            expect(follows[before.kind]).toContain(transition)
            expect(after.kind).toBe(transition === 'cleared' ? 'quiet' : transition)
          }
        }
      }),
    )
  })

  it('a standing alarm clears when enough windows below clearAt follow', () => {
    fc.assert(
      fc.property(rules, happenings, jumps, (rule, story, offsets) => {
        const moments = live(rule, story, offsets)
        let state = moments.at(-1)?.moved[0] ?? QUIET
        const lastMs = moments.at(-1)?.nowMs ?? 0
        // By the time the hold is over, and one more count of windows.
        const enough = rule.clearWindows.n + Math.ceil(rule.minimumHoldMs / 1_000) + 1
        for (let i = 1; i <= enough; i++) {
          const at = lastMs + i * 1_000
          state = hear(state, { a: 0, b: 0, endMs: at, heardAtMs: at }, rule)[0]
        }
        expect(state.kind).toBe('quiet')
      }),
    )
  })

  it('a standing alarm goes stale when windows stop', () => {
    fc.assert(
      fc.property(rules, happenings, (rule, story) => {
        const moments = live(rule, story)
        const state = moments.at(-1)?.moved[0] ?? QUIET
        const [after] = tick(state, (moments.at(-1)?.nowMs ?? 0) + rule.staleAfterMs, rule)
        expect(after.kind).toBe(state.kind === 'quiet' ? 'quiet' : 'stale')
      }),
    )
  })

  it('no alarm is raised with fewer than n windows that count among the last m', () => {
    fc.assert(
      fc.property(rules, happenings, jumps, (rule, story, offsets) => {
        const moments = live(rule, story, offsets)
        for (const [i, { before, moved }] of moments.entries()) {
          if (before.kind !== 'quiet' || moved[1] !== 'raised') continue
          const windows = moments.slice(0, i + 1).flatMap(({ window }) => window ?? [])
          const counting = windows.slice(-rule.raiseWindows.of).filter((window) => isRaising(window, rule))
          expect(counting.length).toBeGreaterThanOrEqual(rule.raiseWindows.n)
        }
      }),
    )
  })

  it('an alarm changes only on a window on the right side of its threshold', () => {
    fc.assert(
      fc.property(rules, happenings, jumps, (rule, story, offsets) => {
        for (const { before, window, moved } of live(rule, story, offsets)) {
          if (moved[1] === 'cleared') expect(window !== null && isClearing(window, rule)).toBe(true)
          if (moved[1] === 'raised' && before.kind === 'quiet')
            expect(window !== null && isRaising(window, rule)).toBe(true)
          if (moved[1] === 'raised' && before.kind === 'stale')
            expect(window !== null && !isClearing(window, rule)).toBe(true)
          if (moved[1] === 'stale') expect(window).toBeNull()
        }
      }),
    )
  })

  it('an alarm stands for the minimum hold and none is raised within the cooldown', () => {
    fc.assert(
      fc.property(rules, happenings, (rule, story) => {
        let raisedAtMs = Number.NEGATIVE_INFINITY
        let clearedAtMs = Number.NEGATIVE_INFINITY
        for (const { before, nowMs, moved } of live(rule, story)) {
          if (moved[1] === 'raised' && before.kind === 'quiet') {
            expect(nowMs - clearedAtMs).toBeGreaterThanOrEqual(rule.cooldownMs)
            raisedAtMs = nowMs
          }
          if (moved[1] === 'cleared') {
            expect(nowMs - raisedAtMs).toBeGreaterThanOrEqual(rule.minimumHoldMs)
            clearedAtMs = nowMs
          }
        }
      }),
    )
  })

  it('every window that changes nothing names a condition that indeed was not met', () => {
    fc.assert(
      fc.property(rules, happenings, (rule, story) => {
        for (const { window, moved } of live(rule, story)) {
          const [, transition, { reason, windows, holdRemainingMs, cooldownRemainingMs, labels }] = moved
          if (window === null || transition !== 'none') continue
          expect(labels.map((judged) => judged.label)).toEqual(['a', 'b'])
          if (reason === 'below-raise-threshold') expect(isRaising(window, rule)).toBe(false)
          else if (reason === 'above-clear-threshold') expect(isClearing(window, rule)).toBe(false)
          else if (reason === 'too-few-windows') expect(windows.met).toBeLessThan(windows.n)
          else if (reason === 'cooldown') expect(cooldownRemainingMs).toBeGreaterThan(0)
          else {
            expect(reason).toBe('minimum-hold')
            expect(holdRemainingMs).toBeGreaterThan(0)
          }
        }
      }),
    )
  })

  it('what is remembered is bounded by the rule', () => {
    fc.assert(
      fc.property(rules, happenings, (rule, story) => {
        const most = Math.max(rule.raiseWindows.of, rule.clearWindows.of)
        for (const { moved } of live(rule, story)) expect(moved[0].recent.length).toBeLessThanOrEqual(most)
      }),
    )
  })
})
