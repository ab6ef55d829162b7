import { ChunkError } from '../errors.ts'
import { type PcmFormat, quote, readPcmFormat } from './pcm.ts'

/** What a content type says a payload is. */
export type AudioContentType =
  | { readonly kind: 'wav' }
  | { readonly kind: 'json' }
  | ({ readonly kind: 'pcm' } & PcmFormat)
  /** Bytes of no particular kind: look at them. */
  | { readonly kind: 'unsaid' }

const WAV_TYPES = new Set(['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'])

/**
 * Read a content type.
 *
 * `audio/pcm` takes `format` and `rate`, and `channels` unless it is 1. `audio/L16` (RFC 3551: big-endian)
 * takes `rate` and `channels`.
 *
 * @example
 * parseAudioContentType('audio/pcm;format=s16le;rate=16000;channels=1')
 * // { kind: 'pcm', format: 's16le', sampleRateHz: 16000, channels: 1 }
 * @throws {@link ChunkError} when the type is none of these or a parameter is wrong.
 */
export function parseAudioContentType(contentType: string): AudioContentType {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim())
  const name = type.toLowerCase()
  if (name === '' || name === 'application/octet-stream') return { kind: 'unsaid' }
  if (WAV_TYPES.has(name)) return { kind: 'wav' }
  if (name === 'application/json') return { kind: 'json' }
  if (name === 'audio/pcm') return { kind: 'pcm', ...readPcmFormat(readParameters(parameters), 'content type') }
  if (name === 'audio/l16') {
    return { kind: 'pcm', ...readPcmFormat({ ...readParameters(parameters), format: 's16be' }, 'content type') }
  }
  throw new ChunkError(
    `the content type ${quote(type)} is not taken: use audio/wav, application/json or ` +
      'audio/pcm;format=s16le;rate=16000;channels=1',
  )
}

function readParameters(parameters: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const parameter of parameters) {
    if (parameter === '') continue
    const [name = '', value] = parameter.split('=', 2).map((part) => part.trim())
    if (value === undefined) throw new ChunkError(`content type: ${quote(parameter)} is not name=value`)
    values[name.toLowerCase()] = value.replace(/^"(.*)"$/, '$1')
  }
  return values
}
