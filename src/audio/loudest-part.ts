/** Stretches that a part is moved by while the loudest is looked for, in each of its lengths. */
const STEPS_PER_PART = 50

/**
 * Where the part of a length begins that holds the most energy: where the word is in a recording of several seconds.
 *
 * @param y - Mono signal, shape `[n]`.
 * @param length - Of the part. @unit samples
 * @returns The first sample, to a fiftieth of `length`; 0 when the signal is not longer. Of equally loud parts, the
 *   one in the middle of the first such run: a short sound then stands in the middle of its part.
 */
export function loudestPart(y: Float32Array, length: number): number {
  const lastStart = y.length - length
  if (lastStart <= 0) return 0
  const step = Math.max(1, Math.floor(length / STEPS_PER_PART))
  const sums = runningEnergy(y)
  let most = Number.NEGATIVE_INFINITY
  let first = 0
  let last = 0
  for (let start = 0; start <= lastStart; start += step) {
    const energy = (sums[start + length] as number) - (sums[start] as number)
    // What rounding leaves of a sum is no difference.
    const isSame = Math.abs(energy - most) <= 1e-9 * Math.max(energy, most)
    if (energy > most && !isSame) {
      most = energy
      first = start
      last = start
    } else if (isSame && last === start - step) last = start
  }
  return first + Math.floor((last - first) / 2)
}

/** Sum of squares of the samples before each, shape `[n + 1]`. */
function runningEnergy(y: Float32Array): Float64Array {
  const sums = new Float64Array(y.length + 1)
  for (let i = 0; i < y.length; i += 1) sums[i + 1] = (sums[i] as number) + (y[i] as number) ** 2
  return sums
}
