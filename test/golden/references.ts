import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Clip } from '../../src/audio/clip.ts'
import { decodeWav } from '../../src/audio/wav.ts'
import { type NpyArray, readNpy } from './npy.ts'

/** Reference material that is not part of the project; tests that need it are skipped by name without it. */
const folder = resolve(import.meta.dirname, '../../../shared/data')
export const hasSharedData = existsSync(folder)

/** What librosa says of one recording with one resampler. */
interface LibrosaAnswer {
  /** Samples after resampling to 22 050 Hz. */
  readonly n: number
  readonly first8: readonly number[]
  readonly audio_every97?: string
  readonly mfcc: string
  /** What Keras said of `mfcc`. */
  readonly probabilities: readonly number[]
}

export interface GoldenCase {
  readonly name: string
  readonly wav: string
  readonly results: { readonly none?: LibrosaAnswer; readonly kaiser_fast?: LibrosaAnswer }
}

export function goldenCase(name: string): GoldenCase {
  const { cases } = JSON.parse(readFileSync(`${folder}/golden/cases.json`, 'utf8')) as { cases: readonly GoldenCase[] }
  const found = cases.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`cases.json has no ${name}`)
  return found
}

/** @param path - Below the shared data, as `fan/normal.wav`. */
export function readClip(path: string): Clip {
  return decodeWav(readFileSync(`${folder}/${path}`))
}

/** @param path - Below the shared data, as `golden/mfcc/noise_22k_10s.none.npy`. */
export function readArray(path: string): NpyArray {
  return readNpy(readFileSync(`${folder}/${path}`))
}

/** @param path - Below the shared data, as `golden/model.h5`. */
export function readBytes(path: string): Uint8Array {
  return readFileSync(`${folder}/${path}`)
}

/** What Python said of a real recording, by how it was resampled and padded (`resampy-0.2 kaiser_fast / reflect`). */
export type FanAnswers = Readonly<
  Record<string, { readonly probabilities: readonly number[]; readonly mfcc: string | null }>
>

export function fanAnswers(recording: 'normal' | 'pb1'): FanAnswers {
  const answers = JSON.parse(readFileSync(`${folder}/fan/expected.json`, 'utf8')) as Record<string, FanAnswers>
  return answers[recording] ?? {}
}

/** Cases at the model's own rate. */
export const PLAIN_CASES = [
  'sine440_22k_10s',
  'sweep_22k_10s',
  'noise_22k_10s',
  'silence_22k_10s',
  'impulse_22k_10s',
  'clipped_22k_10s',
  'motor_22k_10s',
  'motor_22k_9.98s',
  'motor_22k_10.02s',
  'motor_22k_4.98s',
  'motor_22k_5s',
]
/** Cases at other rates. */
export const RESAMPLED_CASES = [
  'motor_8k_25s_u8',
  'motor_8k_10s',
  'motor_16k_6s_s24',
  'sweep_48k_6s_u8',
  'motor_44k1_10s',
  'stereo_44k1_5.5s',
  'motor_16k_5.5s_f32',
]
