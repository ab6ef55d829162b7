/** White noise by a linear congruential generator, the same for the same seed in every language. -1..1 */
export function noise(n: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

export interface Tone {
  readonly hz: number
  readonly sampleRateHz: number
  readonly amplitude?: number
}

export function tone(n: number, { hz, sampleRateHz, amplitude = 1 }: Tone): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / sampleRateHz))
}

/** Largest difference, place by place, of two signals of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}
