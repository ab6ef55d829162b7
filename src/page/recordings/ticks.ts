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

/** Marks that are nearer would lie over each other. */
const CLOSEST = 0.06
const ROUND_HZ = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]

/**
 * Marks at round frequencies on an axis of bands that are not evenly spaced.
 *
 * @param frequenciesHz - Middle of each band, lowest first.
 */
export function bandTicks(frequenciesHz: readonly number[]): Tick[] {
  let last = Number.NEGATIVE_INFINITY
  return ROUND_HZ.flatMap((hz) => {
    const above = frequenciesHz.findIndex((middle) => middle >= hz)
    if (above <= 0) return []
    const [low = 0, high = 0] = [frequenciesHz[above - 1], frequenciesHz[above]]
    const band = above - 1 + (hz - low) / (high - low)
    const at = (band + 0.5) / frequenciesHz.length
    if (at - last < CLOSEST) return []
    last = at
    return [{ at, text: hz < 1_000 ? String(hz) : `${hz / 1_000}k` }]
  })
}
