import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AudioError, RequestError } from '../../errors.ts'
import { SoundGarbage } from '../../sound-garbage.ts'
import { BodyMemory } from './body-memory.ts'
import { HttpFailure } from './failure.ts'
import { partOfForm } from './form.ts'
import { readBody } from './read-body.ts'

/** The name that the original service gave to the part with the recording. */
const PART = 'file'
const FORM_TYPE = 'multipart/form-data'
/** Types under which WAV files are sent. */
const WAV_TYPES = ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'application/octet-stream']

/**
 * Let the routes of `app` take recordings, as a form or as the plain body. A body is read whole, up to the limit.
 *
 * @returns Takes the body's memory back when nobody looks at it any more; a body that is not given back is collected.
 */
export function acceptRecordings(app: FastifyInstance, maxBodyBytes: number): (request: FastifyRequest) => void {
  const memory = new BodyMemory()
  const garbage = new SoundGarbage()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([FORM_TYPE, ...WAV_TYPES], async ({ headers }: FastifyRequest, payload: IncomingMessage) => {
    const { 'content-length': announced } = headers
    const body = await readBody(payload, memory, {
      announced: announced === undefined ? undefined : Number(announced),
      most: maxBodyBytes,
      tooLarge: () => tooLarge(maxBodyBytes),
    })
    // Of the pieces as they came.
    garbage.note(body.byteLength)
    return body
  })
  // Said before the body is read, and without closing the connection: most clients read an answer only after sending.
  app.addHook('onRequest', async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes)
  })
  return (request) => {
    const { body } = request
    request.body = undefined
    if (body instanceof Uint8Array && body.buffer instanceof ArrayBuffer) memory.give(new Uint8Array(body.buffer))
  }
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
export async function recordingOfForm(request: FastifyRequest): Promise<Uint8Array> {
  const { 'content-type': type = '' } = request.headers
  if (type.toLowerCase().startsWith(FORM_TYPE)) return partOfForm(bodyOf(request), type, PART)
  throw new HttpFailure(415, 'EARSHOT_REQUEST_INVALID', `send the recording as ${FORM_TYPE}, in a part named ${PART}`)
}

/** The bytes of a recording, in a form or as the plain body. */
export async function recordingOf(request: FastifyRequest): Promise<Uint8Array> {
  const { 'content-type': type = '' } = request.headers
  return type.toLowerCase().startsWith(FORM_TYPE) ? recordingOfForm(request) : bodyOf(request)
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  if (body instanceof Uint8Array) return body
  throw new RequestError('the request has no body; send a WAV file')
}
