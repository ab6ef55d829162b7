import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import type { Clip } from './clip.ts'
import { type ResamplerName, resample } from './resample.ts'

/** Longer ones have memory of their own. @unit samples */
const MOST_SHARED = 2 ** 20
let shared = new Float32Array(0)

/**
 * A clip's samples at a rate, to be looked at on the spot: fetching new memory for each takes as long as decoding.
 *
 * @returns As {@link resample} does, in memory that is written anew at the next call; or those of the clip, where it
 *   has that rate. Not to be changed.
 * @throws as {@link resample} does.
 */
export function samplesAtRate(
  { y, sampleRateHz: fromHz }: Clip,
  { sampleRateHz: toHz, resampler }: { readonly sampleRateHz: number; readonly resampler: ResamplerName },
  kernel = kernelModule(),
): Float32Array {
  return fromHz === toHz ? y : resample(y, { fromHz, toHz, resampler }, kernel, roomFor)
}

function roomFor(length: number): Float32Array {
  if (length > MOST_SHARED) return new Float32Array(length)
  if (length > shared.length) shared = new Float32Array(length)
  return shared.subarray(0, length)
}
