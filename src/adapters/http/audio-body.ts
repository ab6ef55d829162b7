import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AudioError, RequestError } from '../../errors.ts'
import { HttpFailure } from './failure.ts'

/** The name that the original service gave to the part with the recording. */
const PART = 'file'
/** A form holds one recording and perhaps a few words about it. */
const FORM_LIMITS = { files: 4, fields: 16, parts: 20, fieldSize: 64 * 1024, headerPairs: 32 }
/** Types under which WAV files are sent. */
const WAV_TYPES = ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'application/octet-stream']

/** Let the routes of `app` take recordings, as a form or as the plain body. */
export async function acceptRecordings(app: FastifyInstance, maxBodyBytes: number): Promise<void> {
  await app.register(multipart, { limits: { ...FORM_LIMITS, fileSize: maxBodyBytes } })
  app.addContentTypeParser(WAV_TYPES, { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
    done(null, body),
  )
  // Said before the body has been sent, and without closing the connection: most clients read an answer only then.
  app.addHook('onRequest', async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes)
  })
}

const tooLarge = (maxBodyBytes: number): AudioError =>
  new AudioError(
    'EARSHOT_AUDIO_TOO_LARGE',
    `the body is larger than ${maxBodyBytes} bytes; send a shorter recording or raise http.maxBodyBytes`,
    { context: { maxBodyBytes } },
  )

/**
 * The bytes of the recording in a form's part `file`.
 *
 * @throws {@link RequestError} when the form is damaged or has no such part.
 */
export async function recordingOfForm(request: FastifyRequest, maxBodyBytes: number): Promise<Uint8Array> {
  if (!request.isMultipart()) {
    throw new HttpFailure(
      415,
      'EARSHOT_REQUEST_INVALID',
      `send the recording as multipart/form-data, in a part named ${PART}`,
    )
  }
  try {
    return await readPart(request)
  } catch (error) {
    if (error instanceof RequestError) throw error
    if (isTooLarge(error)) throw tooLarge(maxBodyBytes)
    throw new RequestError('the form is damaged or cut off: check its boundary and its end', { cause: error })
  }
}

async function readPart(request: FastifyRequest): Promise<Uint8Array> {
  let recording: Uint8Array | undefined
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname !== PART) continue
      throw new RequestError(`the part ${PART} is text; send it as a file, with a filename`)
    }
    // Every part must be read to its end, or the form never ends.
    const bytes = await part.toBuffer()
    if (part.fieldname === PART) recording ??= bytes
  }
  if (recording === undefined) throw new RequestError(`the form has no part named ${PART} with a recording`)
  return recording
}

/** The bytes of a recording, as the plain body or in a form. */
export async function recordingOf(request: FastifyRequest, maxBodyBytes: number): Promise<Uint8Array> {
  if (request.isMultipart()) return recordingOfForm(request, maxBodyBytes)
  if (request.body instanceof Uint8Array) return request.body
  throw new RequestError('the request has no body; send a WAV file')
}

function isTooLarge(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 413
}
