import type { Clip } from '../../audio/clip.ts'
import { loudestPart } from '../../audio/loudest-part.ts'
import { outlineOf } from '../../audio/outline.ts'
import { measureLevel } from '../../dsp/level.ts'
import { RequestError } from '../../errors.ts'
import type { FeaturePicture } from '../../model/feature-picture.ts'
import type { ClipAnswer, FeatureAnswer } from './recording-api.ts'

/** Sixteen steps of a 16-bit recording: a microphone that works picks up more than that in a quiet room. */
export const SILENT_BELOW_DBFS = -66
const DIGITAL_SILENCE_DBFS = -120
/** As many as a wide screen has. */
const OUTLINE_COLUMNS = 1_200

/** The samples of a clip that are to be scored. */
export interface ClipPart {
  /** First sample, and one past the last. */
  readonly start: number
  readonly end: number
}

/**
 * Which part of a clip a request means: `from=SECONDS` or `from=loudest`, each as long as the model's window.
 *
 * @param from - As it stands in the address; undefined for the whole clip.
 * @throws {@link RequestError} when it is neither, or lies behind the end.
 */
export function partOf({ y, sampleRateHz }: Clip, from: unknown, windowSeconds: number): ClipPart {
  if (from === undefined) return { start: 0, end: y.length }
  const length = Math.round(windowSeconds * sampleRateHz)
  const start = from === 'loudest' ? loudestPart(y, length) : sampleAt(from, y.length, sampleRateHz)
  return { start, end: Math.min(y.length, start + length) }
}

function sampleAt(from: unknown, length: number, sampleRateHz: number): number {
  const seconds = typeof from === 'string' && from.trim() !== '' ? Number(from) : Number.NaN
  const start = Math.round(seconds * sampleRateHz)
  if (start >= 0 && start < length) return start
  const until = (length / sampleRateHz).toFixed(3)
  throw new RequestError(`from must be loudest, or seconds from 0 to below the clip's ${until}`)
}

/** What is told of a clip besides its verdict. */
export function clipAnswer({ y, sampleRateHz, channels }: Clip, { start, end }: ClipPart): ClipAnswer {
  const { samplesPerColumn, lowest, highest } = outlineOf(y, OUTLINE_COLUMNS)
  return {
    durationSeconds: y.length / sampleRateHz,
    sampleRateHz,
    channels,
    peakDbfs: Math.max(DIGITAL_SILENCE_DBFS, 20 * Math.log10(measureLevel(y).peak)),
    part: { startSeconds: start / sampleRateHz, endSeconds: end / sampleRateHz },
    waveform: { stepSeconds: samplesPerColumn / sampleRateHz, lowest: base64(lowest), highest: base64(highest) },
  }
}

export const featureAnswer = ({ values, ...picture }: FeaturePicture): FeatureAnswer => ({
  ...picture,
  values: base64(values),
})

/** Little-endian, whatever this machine is. */
function base64(values: Float32Array): string {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => {
    bytes.writeFloatLE(value, 4 * i)
  })
  return bytes.toString('base64')
}
