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
  capturedAt: z.number().min(0).max(8.64e15).optional(),
  /** Base64, standard or URL alphabet. */
  data: z.string(),
})

export interface ChunkEnvelope extends Omit<z.infer<typeof Envelope>, 'data'> {
  readonly data: Uint8Array
}

/** Whether the bytes look like a JSON object: `{"` first and `}` last, white space apart. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const first = printable(bytes, 0, 1)
  return (
    bytes[first] === 0x7b &&
    bytes[printable(bytes, first + 1, 1)] === 0x22 &&
    bytes[printable(bytes, bytes.length - 1, -1)] === 0x7d
  )
}

/** Where the first byte is, from `start` on in steps of `step`, that is not white space. */
function printable(bytes: Uint8Array, start: number, step: 1 | -1): number {
  let i = start
  while (bytes[i] === 0x20 || bytes[i] === 0x0a || bytes[i] === 0x0d || bytes[i] === 0x09) i += step
  return i
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
    throw new ChunkError('the payload says it is JSON but is not', { cause })
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
