import { z } from 'zod'
import { ChunkError } from '../errors.ts'
import { isSampleEncoding, SAMPLE_ENCODINGS } from './sample-encoding.ts'

/** The JSON form of a chunk. Fields that are not listed are left alone. */
const Envelope = z.object({
  /** A sample encoding, or `wav`: then `data` is a whole WAV file and tells its own rate and channels. */
  format: z
    .string()
    .transform((format) => format.toLowerCase())
    .refine((format) => format === 'wav' || isSampleEncoding(format), {
      error: `must be wav or one of ${SAMPLE_ENCODINGS.join(', ')}`,
    }),
  /** @unit Hz */
  rate: z.number().int().optional(),
  channels: z.number().int().default(1),
  seq: z.int().min(0).optional(),
  /** Time of the first sample. @unit Unix epoch ms */
  capturedAt: z.number().min(0).optional(),
  /** Base64, standard or URL alphabet. */
  data: z.string(),
})

export interface ChunkEnvelope extends Omit<z.infer<typeof Envelope>, 'data'> {
  readonly data: Uint8Array
}

/** More bytes of text in a row than samples ever are by accident. */
const TEXT_BYTES = 64

/**
 * Whether the bytes look like a JSON object: `{"` first, behind a byte order mark or not, and `}` last, white space
 * apart; or, when the end is missing, text for a while.
 */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const first = printable(bytes, hasByteOrderMark(bytes) ? 3 : 0, 1)
  const isBegun = bytes[first] === 0x7b && bytes[printable(bytes, first + 1, 1)] === 0x22
  return isBegun && (bytes[printable(bytes, bytes.length - 1, -1)] === 0x7d || isText(bytes, first))
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function isText(bytes: Uint8Array, start: number): boolean {
  const text = bytes.subarray(start, start + TEXT_BYTES)
  return text.length === TEXT_BYTES && text.every((byte) => (byte >= 0x20 && byte < 0x7f) || isWhiteSpace(byte))
}

/** Where the first byte is, from `start` on in steps of `step`, that is not white space. */
function printable(bytes: Uint8Array, start: number, step: 1 | -1): number {
  let i = start
  while (isWhiteSpace(bytes[i])) i += step
  return i
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/**
 * Read the JSON form of a chunk.
 *
 * @throws {@link ChunkError} when it is not JSON, lacks a field, or one is not what it should be.
 */
export function parseEnvelope(payload: Uint8Array): ChunkEnvelope {
  const parsed = Envelope.safeParse(parseJson(payload))
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'envelope'}: ${message}`)
    throw new ChunkError(`the JSON envelope is not a chunk: ${complaints.join('; ')}`)
  }
  return { ...parsed.data, data: decodeBase64(parsed.data.data) }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch (cause) {
    throw new ChunkError('the payload should be JSON but is not, or not all of it', { cause })
  }
}

/** `Buffer` skips what is not base64, so its length tells whether anything was. */
function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  const symbols = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  if (symbols % 4 === 1 || bytes.length !== Math.floor((symbols * 3) / 4)) {
    throw new ChunkError('data is not base64 (no line breaks are allowed in it)')
  }
  return bytes
}
