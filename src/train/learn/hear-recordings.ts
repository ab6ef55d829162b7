import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clip } from '../../audio/clip.ts'
import { resample } from '../../audio/resample.ts'
import { decodeWav } from '../../audio/wav.ts'
import { DatasetError, EarshotError } from '../../errors.ts'
import { type NormalFrontEnd, normalFrontEnd, USUAL_RATE_HZ } from '../../learn/normal-settings.ts'
import { NormalSoundCollector } from '../../learn/normal-sound-collector.ts'
import type { NormalRecording } from './normal-recordings.ts'

export interface Hearing {
  /** Default: that of the first recording, but not above 16 kHz. @unit Hz */
  readonly sampleRateHz?: number | undefined
  readonly windowSeconds: number
  /** In place of the usual one for rate and length. */
  readonly frontEnd?: NormalFrontEnd
  /** Told how many have been heard. */
  readonly onHeard?: (done: number, file: string) => void
}

export interface HeardNormal {
  readonly frontEnd: NormalFrontEnd
  readonly collector: NormalSoundCollector
  /** SHA-256 of each recording's file, lower-case hex. */
  readonly sha256s: readonly string[]
  /** SHA-256 over every file's name and content, lower-case hex. */
  readonly fingerprint: string
  /** Recordings that hold less than half a window. */
  readonly tooShort: readonly string[]
  /** Recordings at a lower rate than the detector's: their highest bands are empty. */
  readonly upsampled: readonly string[]
}

/** A part of a recording that counts by itself when thresholds are sought. @unit s */
const PART_SECONDS = 60
/** What remains of a recording is a window too when it is nearly one. */
const NEARLY = 0.9

/**
 * Hear every recording, cut into windows.
 *
 * @param recordings - At least one.
 * @throws {@link DatasetError} naming a recording that cannot be used, and why.
 * @throws {@link ParameterError} when rate or length is out of its range.
 */
export async function hearRecordings(
  root: string,
  recordings: readonly NormalRecording[],
  { sampleRateHz, windowSeconds, frontEnd, onHeard = () => undefined }: Hearing,
): Promise<HeardNormal> {
  const hash = createHash('sha256')
  const sha256s: string[] = []
  const tooShort: string[] = []
  const upsampled: string[] = []
  let begun: Pick<HeardNormal, 'frontEnd' | 'collector'> | undefined
  for (const [index, { file, session }] of recordings.entries()) {
    const { clip, sha256 } = await readClip(root, file)
    hash.update(`${file}\n${sha256}\n`)
    sha256s.push(sha256)
    begun ??= begin(
      frontEnd ?? normalFrontEnd(sampleRateHz ?? Math.min(USUAL_RATE_HZ, clip.sampleRateHz), windowSeconds),
    )
    const { audio, window } = begun.frontEnd
    if (clip.sampleRateHz < audio.sampleRateHz) upsampled.push(file)
    const y = resample(clip.y, {
      fromHz: clip.sampleRateHz,
      toHz: audio.sampleRateHz,
      resampler: audio.resampler,
    })
    const windows = cutWindows(y, Math.round(window.lengthSeconds * audio.sampleRateHz), begun.collector.minimumSamples)
    if (windows.length === 0) tooShort.push(file)
    const perPart = Math.max(1, Math.floor(PART_SECONDS / window.lengthSeconds))
    for (const [i, window] of windows.entries()) {
      const recording = windows.length > perPart ? `${file}#${Math.floor(i / perPart)}` : file
      hearWindow(begun.collector, window, { session, recording }, file)
    }
    onHeard(index + 1, file)
  }
  if (begun === undefined) throw new DatasetError('there are no recordings')
  if (tooShort.length === recordings.length) {
    throw new DatasetError(
      `no recording lasts half a window of ${begun.frontEnd.window.lengthSeconds} s; give shorter windows (--seconds)`,
    )
  }
  return { ...begun, sha256s, fingerprint: hash.digest('hex'), tooShort, upsampled }
}

function begin(frontEnd: NormalFrontEnd): Pick<HeardNormal, 'frontEnd' | 'collector'> {
  return { frontEnd, collector: new NormalSoundCollector(frontEnd) }
}

async function readClip(root: string, file: string): Promise<{ readonly clip: Clip; readonly sha256: string }> {
  const bytes = await readFile(join(root, file)).catch((cause: unknown) => {
    throw new DatasetError(`${file} cannot be read`, { cause })
  })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  try {
    return { clip: decodeWav(bytes), sha256 }
  } catch (cause) {
    if (!(cause instanceof EarshotError)) throw cause
    throw new DatasetError(`${file}: ${cause.message}`, { cause })
  }
}

function hearWindow(
  collector: NormalSoundCollector,
  y: Float32Array,
  place: { readonly session: string; readonly recording: string },
  file: string,
): void {
  try {
    collector.add(y, place)
  } catch (cause) {
    if (!(cause instanceof EarshotError)) throw cause
    throw new DatasetError(`${file}: ${cause.message}`, { cause })
  }
}

/**
 * Windows one after the other. What remains at the end counts as one when it is nearly one; a recording shorter
 * than a window is one by itself.
 *
 * @param minimumSamples - Shorter recordings give none.
 */
export function cutWindows(y: Float32Array, windowLength: number, minimumSamples: number): Float32Array[] {
  if (y.length < windowLength) return y.length < minimumSamples ? [] : [y]
  const whole = Math.floor(y.length / windowLength)
  const remains = y.length - whole * windowLength
  const count = remains >= Math.max(minimumSamples, NEARLY * windowLength) ? whole + 1 : whole
  return Array.from({ length: count }, (_, i) => y.subarray(i * windowLength, (i + 1) * windowLength))
}
