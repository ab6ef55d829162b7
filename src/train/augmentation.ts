import { ParameterError } from '../errors.ts'
import { amplitude, rms } from '../synth/decibel.ts'
import { createHallSound } from '../synth/fan-sound.ts'
import type { Random } from '../synth/random.ts'
import { take } from '../synth/recording.ts'

/** How recordings are changed so that a classifier learns what does not matter. */
export interface Augmentation {
  /** Changed copies of each training recording, beside itself. */
  readonly twins: number
  /** Signal against added noise: drawn evenly from lowest to highest. @unit dB */
  readonly snrDb: readonly [number, number]
  /** A copy is louder or softer by at most this. @unit dB */
  readonly gainDb: number
  /** A copy begins elsewhere by at most this share of its length, its end going to its beginning. */
  readonly shiftShare: number
  /** Longest stretch of an input that is masked anew in every epoch, as a share of its frames; 0: none. */
  readonly maskShare: number
}

export const NO_AUGMENTATION: Augmentation = { twins: 0, snrDb: [0, 30], gainDb: 6, shiftShare: 0.5, maskShare: 0 }

/**
 * A changed copy of a recording: begun elsewhere, in other company, at another level.
 *
 * The noise is that of a factory hall: coloured, swelling, with clanks and now and then another machine's tone.
 *
 * @param y - Mono signal, shape `[n]`; is left as it was.
 * @returns Shape `[n]`.
 * @throws {@link ParameterError} when a range is the wrong way round.
 */
export function augment(
  y: Float32Array,
  sampleRateHz: number,
  { snrDb: [lowest, highest], gainDb, shiftShare }: Augmentation,
  random: Random,
): Float32Array {
  if (lowest > highest) throw new ParameterError(`the lowest SNR, ${lowest} dB, is above the highest, ${highest} dB`)
  const shift = Math.round(random.uniform(-shiftShare, shiftShare) * y.length)
  const snrDb = random.uniform(lowest, highest)
  const gain = amplitude(random.uniform(-gainDb, gainDb))
  const background = take(createHallSound(random.bits(), sampleRateHz), y.length)
  const noiseRms = rms(background)
  const noiseGain = noiseRms === 0 ? 0 : rms(y) / (noiseRms * amplitude(snrDb))
  return y.map((_, i) => {
    const from = (i - shift + y.length) % y.length
    return gain * ((y[from] as number) + noiseGain * (background[i] as number))
  })
}

/** Where the frames of an input are. */
export interface FramesPlace {
  readonly frames: number
  /** How many of the frames, at the end, are none of the sound. */
  readonly padColumns: number
  /** `last`: row-major `[coefficients, frames]`; `first`: `[frames, coefficients]`. */
  readonly framesAxis: 'first' | 'last'
}

/**
 * Put what is usual in the input, each coefficient's mean, in the place of one stretch of frames: what a network
 * knows shall not hang on a single moment.
 *
 * @param input - Is left as it was.
 * @see D. S. Park et al., *SpecAugment*, Interspeech 2019.
 */
export function maskFrames(input: Float32Array, place: FramesPlace, maskShare: number, random: Random): Float32Array {
  const { frames, padColumns } = place
  const heard = frames - padColumns
  const length = random.integer(0, Math.floor(maskShare * frames))
  const start = random.integer(0, frames - length)
  const coefficients = input.length / frames
  const masked = input.slice()
  for (let c = 0; c < coefficients; c += 1) {
    let sum = 0
    for (let t = 0; t < heard; t += 1) sum += input[indexOf(c, t, coefficients, place)] as number
    for (let t = start; t < start + length; t += 1) masked[indexOf(c, t, coefficients, place)] = sum / heard
  }
  return masked
}

/** Half of what is there: of the sound, and of the columns that are none. */
export function halfOf({ frames, padColumns, framesAxis }: FramesPlace): FramesPlace {
  const padded = Math.round(padColumns / 2)
  return { frames: Math.floor((frames - padColumns) / 2) + padded, padColumns: padded, framesAxis }
}

/**
 * A stretch of half the frames: averages then vary from epoch to epoch as they do from recording to recording, while
 * their means stay.
 *
 * @param input - Is left as it was.
 * @returns As {@link halfOf} says.
 */
export function takeHalf(input: Float32Array, place: FramesPlace, random: Random): Float32Array {
  const half = halfOf(place)
  const heard = place.frames - place.padColumns
  const length = half.frames - half.padColumns
  const start = random.integer(0, heard - length)
  const coefficients = input.length / place.frames
  const taken = new Float32Array(coefficients * half.frames)
  for (let t = 0; t < half.frames; t += 1) {
    const from = t < length ? start + t : heard + t - length
    for (let c = 0; c < coefficients; c += 1) {
      taken[indexOf(c, t, coefficients, half)] = input[indexOf(c, from, coefficients, place)] as number
    }
  }
  return taken
}

function indexOf(c: number, t: number, coefficients: number, { frames, framesAxis }: FramesPlace): number {
  return framesAxis === 'first' ? t * coefficients + c : c * frames + t
}
