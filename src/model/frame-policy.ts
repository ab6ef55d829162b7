import type { Mfcc } from '../dsp/mfcc.ts'
import { BundleError } from '../errors.ts'
import type { FramePolicy } from './bundle.ts'

/**
 * Bring coefficients to the number of frames that a network takes: append zero
 * columns, then cut at the end, or extend by the last columns once or by zeros. Clips that are
 * set in noise have the frames already.
 *
 * @param mfcc - At least `policy.minimum` frames.
 * @param zeros - What stands for zero, for each coefficient, where they have been standardised.
 * @returns Row-major `[nMfcc, policy.count]`.
 */
export function fitFrames(
  { data, nFrames }: Mfcc,
  { count, padColumns, extend }: FramePolicy,
  zeros?: Float32Array,
): Float32Array {
  const nMfcc = data.length / nFrames
  const padded = nFrames + padColumns
  // Column `padded + i` repeats column `padded - missing + i`.
  const missing = count - padded
  const fitted = new Float32Array(nMfcc * count)
  for (let c = 0; c < nMfcc; c += 1) {
    const row = data.subarray(c * nFrames, (c + 1) * nFrames)
    const target = fitted.subarray(c * count, (c + 1) * count)
    if (zeros !== undefined) target.fill(zeros[c] ?? 0, nFrames)
    target.set(row.subarray(0, count))
    if (missing > 0 && extend === 'repeat-tail') target.set(row.subarray(padded - missing), padded)
  }
  return fitted
}

/**
 * Refuse a policy by which the shortest clip it allows cannot fill the network's input.
 *
 * @throws {@link BundleError} when repeating the last columns once does not reach `count`.
 */
export function assertReachable({ count, padColumns, extend, minimum }: FramePolicy): void {
  if (extend === 'repeat-tail' && 2 * (minimum + padColumns) < count) {
    throw new BundleError(
      `features.frames: ${minimum} frames and ${padColumns} columns of padding, repeated once, do not reach ${count} columns`,
    )
  }
}
