import { AudioError, ChunkError } from '../errors.ts'
import { checkByteCount, checkDuration, checkRateAndChannels } from './audio-shape.ts'
import type { Clip } from './clip.ts'
import { type AudioLimits, CLIP_LIMITS } from './limits.ts'
import {
  bytesPerSample,
  decodeMono,
  isSampleEncoding,
  SAMPLE_ENCODINGS,
  type SampleEncoding,
} from './sample-encoding.ts'
import type { AllocateSamples } from './sample-pool.ts'

/** What must be said of samples that have no header. */
export interface PcmFormat {
  /** `u8 s16le s16be s24le s32le f32le f64le alaw mulaw`. */
  readonly format: SampleEncoding
  /** @unit Hz */
  readonly sampleRateHz: number
  /** Interleaved channels. */
  readonly channels: number
}

/**
 * Decode samples without a header to mono.
 *
 * @param allocate - Where the samples go; by default, memory of their own.
 * @throws {@link AudioError} `EARSHOT_AUDIO_DAMAGED` when the bytes are not a whole number of samples of all
 *   channels, `…_EMPTY`, `…_TOO_LARGE`, `…_RATE`, `…_UNSUPPORTED` (channels), `…_NOT_FINITE`.
 */
export function decodePcm(
  bytes: Uint8Array,
  { format, sampleRateHz, channels }: PcmFormat,
  limits = CLIP_LIMITS,
  allocate?: AllocateSamples,
): Clip {
  checkByteCount(bytes, limits satisfies AudioLimits)
  checkRateAndChannels(sampleRateHz, channels)
  const blockAlign = bytesPerSample(format) * channels
  if (bytes.length % blockAlign !== 0) {
    throw new AudioError(
      'EARSHOT_AUDIO_DAMAGED',
      `${bytes.length} bytes are not a whole number of samples: ${format} with ${channels} channel(s) takes ${blockAlign} bytes each`,
      { context: { bytes: bytes.length, blockAlign } },
    )
  }
  checkDuration(bytes.length / blockAlign, sampleRateHz, limits)
  return { y: decodeMono(bytes, format, channels, undefined, allocate), sampleRateHz, channels }
}

/**
 * Read the three things that must be known of raw samples, as text gives them.
 *
 * @param channels - `1` when it is not given.
 * @param from - Where they were read, for the message.
 * @throws {@link ChunkError} when one is missing or is not what it should be.
 */
export function readPcmFormat(
  {
    format,
    rate,
    channels = '1',
  }: { format?: string | undefined; rate?: string | undefined; channels?: string | undefined },
  from: string,
): PcmFormat {
  const encoding = format?.toLowerCase() ?? ''
  if (!isSampleEncoding(encoding)) {
    throw new ChunkError(`${from}: format must be one of ${SAMPLE_ENCODINGS.join(', ')}, got ${quote(format)}`)
  }
  const wholeNumber = /^[0-9]{1,9}$/
  if (rate === undefined || !wholeNumber.test(rate)) {
    throw new ChunkError(`${from}: rate must be a whole number of Hz, got ${quote(rate)}`)
  }
  if (!wholeNumber.test(channels)) {
    throw new ChunkError(`${from}: channels must be a whole number, got ${quote(channels)}`)
  }
  return { format: encoding, sampleRateHz: Number(rate), channels: Number(channels) }
}

/**
 * Read the last three levels of a topic, `format/Hz/channels`.
 *
 * @example
 * parsePcmPath('s16le/16000/1') // { format: 's16le', sampleRateHz: 16000, channels: 1 }
 * @throws {@link ChunkError}
 */
export function parsePcmPath(path: string): PcmFormat {
  const [format, rate, channels, ...more] = path.split('/')
  if (channels === undefined || more.length > 0) {
    throw new ChunkError(`the topic must end in format/Hz/channels, like s16le/16000/1, got ${quote(path)}`)
  }
  return readPcmFormat({ format, rate, channels }, 'topic')
}

/** What a user sent, short enough and harmless enough for a message. */
export function quote(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
}
