import { frequencyTicks } from '../sound/frequency-ticks.ts'

/** A mark on an axis. */
export interface Tick {
  /** 0 at the axis' beginning, 1 at its end. */
  readonly at: number
  readonly text: string
}

/** Marks at round numbers, at most about `most` of them. */
export function linearTicks(from: number, to: number, most: number): Tick[] {
  if (!(to > from)) return []
  const rough = (to - from) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step
    return { at: (value - from) / (to - from), text: value.toFixed(digits).replace('-', '−') }
  })
}

/** Marks from -limit to limit: zero, and always one on each side of it. */
export function ticksAroundZero(limit: number): Tick[] {
  return linearTicks(-limit, limit, 5)
}

/** Marks that are nearer would lie over each other. */
const CLOSEST = 0.06

/** Marks at round frequencies on an axis of bands: see {@link frequencyTicks}. */
export function bandTicks(frequenciesHz: readonly number[]): Tick[] {
  return frequencyTicks(frequenciesHz, CLOSEST).map(({ hz, place }) => ({
    at: place,
    text: hz < 1_000 ? String(hz) : `${hz / 1_000}k`,
  }))
}
