import { amplitude, rms } from '../synth/decibel.ts'
import { Random } from '../synth/random.ts'
import type { MfccSpec } from './bundle.ts'

/** RMS of numbers between -1 and 1 that are equally likely. */
const UNIFORM_RMS = 1 / Math.sqrt(3)

/**
 * Set a clip that is shorter than a window where a live source would have it: in a window of faint noise. The noise
 * is white, the same for every clip, and as far below the clip's RMS as the bundle says.
 *
 * @param y - At the bundle's rate, shape `[n]`.
 * @returns `y` itself when the bundle extends frames rather than sound, or when it fills a window already; else a
 *   new signal with just the frames that the network takes. Silence stays silent.
 */
export function inSurroundings(
  y: Float32Array,
  { hopLength, frames: { count, padColumns, extend } }: Pick<MfccSpec, 'hopLength' | 'frames'>,
): Float32Array {
  const length = (count - padColumns - 1) * hopLength
  if (typeof extend === 'string' || y.length >= length) return y
  const { noiseBelowDb, before } = extend
  const level = (rms(y) * amplitude(-noiseBelowDb)) / UNIFORM_RMS
  const random = new Random(1, 'surroundings')
  const window = Float32Array.from({ length }, () => level * random.uniform(-1, 1))
  const start = Math.round(before * (length - y.length))
  for (let i = 0; i < y.length; i += 1) window[start + i] = (window[start + i] as number) + (y[i] as number)
  return window
}
