import { type LevelSums, sampleKernel } from './kernel/sample-kernel.ts'

/** What is measured of all samples. */
export interface Level {
  /** Sum of squares. */
  readonly energy: number
  readonly peak: number
}

/** @param kernel - null computes plainly, the same to the last bit. */
export function measureLevel(y: Float32Array, kernel = sampleKernel()): Level {
  return levelOf(addLevel(NO_LEVEL, y, kernel))
}

export const NO_LEVEL: LevelSums = { length: 0, even: 0, odd: 0, peak: 0 }

/** What is known with these samples after those before: the same, to the last bit, in whatever pieces they come. */
export function addLevel(before: LevelSums, y: Float32Array, kernel = sampleKernel()): LevelSums {
  if (y.length === 0) return before
  if (before.length % 2 === 0) return kernel === null ? addPlainly(before, y) : kernel.addLevel(before, y)
  const first = y[0] as number
  const { length, even, odd, peak } = before
  const paired = { length: length + 1, even, odd: odd + first * first, peak: Math.max(peak, Math.abs(first)) }
  return addLevel(paired, y.subarray(1), kernel)
}

export function levelOf({ even, odd, peak }: LevelSums): Level {
  return { energy: even + odd, peak }
}

/** In one pass; two sums, so that neither waits for the other. */
function addPlainly({ length, ...before }: LevelSums, y: Float32Array): LevelSums {
  let evenEnergy = before.even
  let oddEnergy = before.odd
  let { peak } = before
  for (let i = 0; i < y.length; i += 2) {
    const even = y[i] as number
    const odd = i + 1 < y.length ? (y[i + 1] as number) : 0
    evenEnergy += even * even
    oddEnergy += odd * odd
    if (Math.abs(even) > peak) peak = Math.abs(even)
    if (Math.abs(odd) > peak) peak = Math.abs(odd)
  }
  return { length: length + y.length, even: evenEnergy, odd: oddEnergy, peak }
}
