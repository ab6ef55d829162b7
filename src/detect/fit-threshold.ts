import type { WindowCount } from './alarm-rule.ts'

/** An alarm that people judged, in numbers. */
export interface JudgedAlarm {
  /** The highest `raiseAt` by which it is still raised. */
  readonly highest: number
  /** Whether something was wrong with the machine. */
  readonly isFault: boolean
}

/**
 * The highest `raiseAt` by which `n` of the last `of` windows, the last one among them, still reach it.
 *
 * @param scores - Of one label, oldest first.
 * @returns Negative infinity when there are fewer than `n` windows.
 */
export function highestRaiseAt(scores: readonly number[], { n, of }: WindowCount): number {
  let highest = Number.NEGATIVE_INFINITY
  for (const [i, score] of scores.entries()) {
    const nth = scores.slice(Math.max(0, i + 1 - of), i + 1).sort((a, b) => b - a)[n - 1]
    if (nth !== undefined) highest = Math.max(highest, Math.min(score, nth))
  }
  return highest
}

/** Digits of a threshold that people are shown, and that it is rounded to where that changes nothing. */
const DIGITS = 3

/**
 * The `raiseAt` by which the fewest judged alarms come out wrong: false ones raised, faults missed. Of several as
 * good, one that misses fewer faults, and then the one nearest to the present. Not changed where nothing is gained.
 *
 * @param present - The threshold in force.
 */
export function fitRaiseAt(alarms: readonly JudgedAlarm[], present: number): number {
  const faults = alarms.filter(({ isFault }) => isFault).map(({ highest }) => highest)
  const falseOnes = alarms.filter(({ isFault }) => !isFault).map(({ highest }) => highest)
  const judge = (raiseAt: number) => {
    const missed = faults.filter((highest) => highest < raiseAt).length
    const raised = falseOnes.filter((highest) => highest >= raiseAt).length
    return { raiseAt, wrong: missed + raised, missed, moved: Math.abs(raiseAt - present) }
  }
  const candidates = [present, ...falseOnes.map((highest) => justAbove(highest, faults)), ...faults]
  const [best] = candidates
    .filter((raiseAt) => raiseAt > 0 && raiseAt <= 1)
    .map(judge)
    .sort((a, b) => a.wrong - b.wrong || a.missed - b.missed || a.moved - b.moved)
  return best?.raiseAt ?? present
}

/** In the middle between a false alarm and the next fault above it, or the top. */
function justAbove(highest: number, faults: readonly number[]): number {
  const next = Math.min(1, ...faults.filter((fault) => fault > highest))
  const middle = (highest + next) / 2
  const rounded = Number(middle.toFixed(DIGITS))
  return rounded > highest && rounded <= next ? rounded : middle
}
