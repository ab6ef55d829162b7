import { AudioError, ChunkError } from '../errors.ts'
import { checkByteCount } from './audio-shape.ts'
import type { Chunk } from './chunk.ts'
import { looksLikeJson, parseEnvelope } from './chunk-envelope.ts'
import type { Clip } from './clip.ts'
import { parseAudioContentType } from './content-type.ts'
import { type AudioLimits, CHUNK_LIMITS, MAX_CAPTURE_MS, MIN_CHUNK_SECONDS } from './limits.ts'
import { decodePcm, type PcmFormat, parsePcmPath, quote } from './pcm.ts'
import { isOtherSoundFile, isWav } from './riff.ts'
import { isSampleEncoding } from './sample-encoding.ts'
import type { AllocateSamples } from './sample-pool.ts'
import { decodeWav } from './wav.ts'

/** A message on an audio topic or input, as an adapter received it. */
export interface AudioMessage {
  /** Topic level or message property that names the microphone. */
  readonly source: string
  readonly payload: Uint8Array
  readonly contentType?: string | undefined
  /** `seq` and `capturedAt` (Unix ms) are read; others are left alone. */
  readonly userProperties?: Readonly<Record<string, string | string[]>> | undefined
  /** What follows the source in the topic: `s16le/16000/1`. */
  readonly pathFormat?: string | undefined
  /** @unit Unix epoch ms */
  readonly receivedAtMs: number
}

export interface ChunkDefaults {
  /** What samples are when nothing says so. Without it they are refused. */
  readonly pcm?: PcmFormat | undefined
  readonly limits?: AudioLimits | undefined
  /** Where samples without a header go; by default, memory of their own. */
  readonly allocate?: AllocateSamples | undefined
}

interface Marks {
  readonly seq?: number | undefined
  readonly capturedAtMs?: number | undefined
}

const SOURCE_NAME = /^[A-Za-z0-9_.-]{1,64}$/

/** Whether a name can stand as one topic level and as a metric's label. */
export function isSourceName(name: string): boolean {
  return SOURCE_NAME.test(name)
}

/**
 * Decode a message into a chunk.
 *
 * What the payload is, in this order: a WAV when it begins as one; what the content type says; what the
 * topic says; JSON when it looks like it, whole or not; the default. `seq` and `capturedAt` of an envelope go
 * before user properties.
 *
 * @throws {@link ChunkError} when the source's name, the content type, the envelope, `seq` or `capturedAt`
 *   is not of its form, `capturedAt` is after the year 9999, or nothing says what the samples are.
 * @throws {@link AudioError} when the audio is unusable: as {@link decodeWav} and {@link decodePcm}, and
 *   `EARSHOT_AUDIO_TOO_SHORT` under 10 ms, `…_TOO_LARGE` over 60 s.
 */
export function decodeChunk(message: AudioMessage, defaults: ChunkDefaults = {}): Chunk {
  const { source, receivedAtMs } = message
  if (!isSourceName(source)) {
    throw new ChunkError(`the source must be 1 to 64 of A-Z a-z 0-9 _ . -, got ${quote(source)}`)
  }
  const { clip, marks } = decodePayload(message, defaults)
  checkNotTooShort(clip)
  const seq = marks.seq ?? readMark(message, 'seq', /^[0-9]{1,15}$/)
  const capturedAtMs = marks.capturedAtMs ?? readMark(message, 'capturedAt', /^[0-9]{1,15}(\.[0-9]{1,9})?$/)
  checkCaptureTime(capturedAtMs)
  return {
    source,
    ...clip,
    ...(seq === undefined ? {} : { seq }),
    ...(capturedAtMs === undefined ? {} : { capturedAtMs }),
    receivedAtMs,
  }
}

function decodePayload(
  message: AudioMessage,
  { pcm, limits = CHUNK_LIMITS, allocate }: ChunkDefaults,
): { clip: Clip; marks: Marks } {
  const { payload, contentType = '', pathFormat } = message
  if (isWav(payload)) return { clip: decodeWav(payload, limits), marks: {} }
  const said = parseAudioContentType(contentType)
  switch (said.kind) {
    case 'wav':
      return { clip: decodeWav(payload, limits), marks: {} }
    case 'json':
      return decodeEnvelope(payload, limits)
    case 'pcm':
      return { clip: decodePcm(payload, said, limits, allocate), marks: {} }
    case 'unsaid':
      if (pathFormat !== undefined) {
        return { clip: decodePcm(payload, parsePcmPath(pathFormat), limits, allocate), marks: {} }
      }
      return decodeUnsaid(payload, { pcm, limits, allocate })
  }
}

/**
 * Nothing says what the bytes are: JSON if they are that, else the configured default. Other sound files are none
 * of these, and would be loud noise as samples: the decoder refuses them by name.
 */
function decodeUnsaid(
  payload: Uint8Array,
  { pcm, limits = CHUNK_LIMITS, allocate }: ChunkDefaults,
): { clip: Clip; marks: Marks } {
  if (looksLikeJson(payload)) return decodeEnvelope(payload, limits)
  if (isOtherSoundFile(payload)) return { clip: decodeWav(payload, limits), marks: {} }
  if (pcm !== undefined) return { clip: decodePcm(payload, pcm, limits, allocate), marks: {} }
  if (payload.length === 0) throw new AudioError('EARSHOT_AUDIO_EMPTY', 'the message is empty')
  throw new ChunkError(
    'the payload is not a WAV, and nothing says what its samples are: set the content type ' +
      'audio/pcm;format=s16le;rate=16000;channels=1, end the topic in s16le/16000/1, or configure a default',
  )
}

function decodeEnvelope(payload: Uint8Array, limits: AudioLimits): { clip: Clip; marks: Marks } {
  checkByteCount(payload, { ...limits, maxBytes: 2 * limits.maxBytes })
  const { format, rate, channels, data, seq, capturedAt } = parseEnvelope(payload)
  const marks = { seq, capturedAtMs: capturedAt }
  if (!isSampleEncoding(format)) return { clip: decodeWav(data, limits), marks }
  if (rate === undefined)
    throw new ChunkError(`the JSON envelope is not a chunk: rate is missing, which ${format} needs`)
  return { clip: decodePcm(data, { format, sampleRateHz: rate, channels }, limits), marks }
}

function checkNotTooShort({ y, sampleRateHz }: Clip): void {
  if (y.length >= Math.floor(MIN_CHUNK_SECONDS * sampleRateHz)) return
  const milliseconds = (1000 * y.length) / sampleRateHz
  throw new AudioError(
    'EARSHOT_AUDIO_TOO_SHORT',
    `the chunk is ${milliseconds.toFixed(1)} ms long; send at least ${1000 * MIN_CHUNK_SECONDS} ms at a time`,
    { context: { milliseconds } },
  )
}

function checkCaptureTime(capturedAtMs = 0): void {
  if (capturedAtMs <= MAX_CAPTURE_MS) return
  throw new ChunkError(`capturedAt must be in milliseconds since 1970, at most ${MAX_CAPTURE_MS}, got ${capturedAtMs}`)
}

function readMark({ userProperties }: AudioMessage, name: string, form: RegExp): number | undefined {
  const value = userProperties?.[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !form.test(value.trim())) {
    throw new ChunkError(`the user property ${name} must be one whole number, got ${quote(String(value))}`)
  }
  return Number(value)
}
