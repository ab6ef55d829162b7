import { Busboy } from '@fastify/busboy'
import { RequestError } from '../../errors.ts'
import { within } from '../../time-limit.ts'

/** A form holds one recording and perhaps a few words about it. */
const LIMITS = { files: 16, parts: 16, headerPairs: 32, headerSize: 8 * 1024 }
/**
 * The parser never ends when a part that it passes over (one without a name, say) is long or cut off. What it can
 * make of a form that is wholly in memory it has made at once. @unit ms
 */
const PARSER_LIMIT_MS = 200

/**
 * Find a part's bytes in a form. Every part counts as a file, so that it does not matter whether the client gave it
 * a file name.
 *
 * @param contentType - `multipart/form-data` with its boundary.
 * @throws {@link RequestError} when the form is damaged or has no such part.
 * @see RFC 7578.
 */
export async function partOfForm(body: Uint8Array, contentType: string, name: string): Promise<Uint8Array> {
  const part = await within(
    parse(body, contentType, name).catch((cause: unknown) => {
      throw damaged(cause)
    }),
    PARSER_LIMIT_MS,
    () => damaged(),
  )
  if (part === undefined) throw new RequestError(`the form has no part named ${name}; put the recording there`)
  return part
}

const damaged = (cause?: unknown): RequestError =>
  new RequestError('the form is damaged or cut off: check its boundary, the heads of its parts, and its end', { cause })

function parse(body: Uint8Array, contentType: string, wanted: string): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let isFound = false
    const form = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS, isPartAFile: () => true })
    form.on('file', (name, stream) => {
      stream.on('error', reject)
      if (name === wanted && !isFound) {
        isFound = true
        stream.on('data', (piece: Buffer) => pieces.push(piece))
      } else stream.resume()
    })
    form.on('partsLimit', () => reject(new RequestError(`the form has more than ${LIMITS.parts} parts`)))
    form.on('error', reject)
    form.on('finish', () => resolve(isFound ? joined(pieces) : undefined))
    form.end(body)
  })
}

/** The parser gives views of the body, one after another: as a rule they are joined already. */
function joined(pieces: readonly Buffer[]): Uint8Array {
  const [first] = pieces
  if (first === undefined) return new Uint8Array(0)
  let end = first.byteOffset
  for (const { buffer, byteOffset, byteLength } of pieces) {
    if (buffer !== first.buffer || byteOffset !== end) return Buffer.concat(pieces)
    end += byteLength
  }
  return new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset)
}
