import { EarshotError, type ErrorBody, type ErrorCode, toErrorBody } from '../../errors.ts'

/** What the client sees of an error: 4xx for what it can mend, 5xx for what we must. */
export const STATUS_BY_CODE = {
  EARSHOT_AUDIO_DAMAGED: 400,
  EARSHOT_AUDIO_EMPTY: 400,
  EARSHOT_AUDIO_NOT_FINITE: 422,
  EARSHOT_AUDIO_RATE: 422,
  EARSHOT_AUDIO_TOO_LARGE: 413,
  EARSHOT_AUDIO_TOO_SHORT: 422,
  EARSHOT_AUDIO_UNSUPPORTED: 415,
  EARSHOT_BUNDLE_INVALID: 500,
  EARSHOT_CHUNK_INVALID: 400,
  EARSHOT_CONFIG_INVALID: 500,
  EARSHOT_DATASET_INVALID: 400,
  EARSHOT_ENGINE_UNAVAILABLE: 503,
  EARSHOT_IMPORT_UNSUPPORTED: 422,
  EARSHOT_INTERNAL: 500,
  EARSHOT_MODEL_MISMATCH: 500,
  EARSHOT_MODEL_UNLEARNT: 409,
  EARSHOT_NOT_FOUND: 404,
  EARSHOT_OVERLOADED: 503,
  EARSHOT_PARAMETER: 400,
  EARSHOT_REQUEST_INVALID: 400,
  EARSHOT_SHUTDOWN_TIMEOUT: 500,
  EARSHOT_SIGN_IN_NEEDED: 401,
  EARSHOT_TRANSPORT: 503,
} as const satisfies Record<ErrorCode, number>

export interface Failure {
  readonly status: number
  readonly body: ErrorBody
  readonly headers: Readonly<Record<string, string>>
}

/** An answer with a status of its own, where the code alone does not say enough. */
export class HttpFailure extends Error {
  readonly failure: Failure

  constructor(status: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.failure = { status, body: { error: { code, message } }, headers }
  }
}

/** What goes back for any thrown value. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HttpFailure) return error.failure
  if (error instanceof EarshotError) {
    const headers: Record<string, string> = error.retryable ? { 'retry-after': '1' } : {}
    return { status: STATUS_BY_CODE[error.code], body: toErrorBody(error), headers }
  }
  const status = statusOf(error)
  const known = OF_THE_SERVER.get(status)
  return known
    ? { status, body: { error: known }, headers: {} }
    : { status: 500, body: toErrorBody(error), headers: {} }
}

const invalid = (message: string): ErrorBody['error'] => ({ code: 'EARSHOT_REQUEST_INVALID', message })

/** Errors of the server's own, by status: their texts would name its insides. */
const OF_THE_SERVER: ReadonlyMap<number, ErrorBody['error']> = new Map([
  [400, invalid('the request is not well-formed: check its address, headers and body')],
  [408, invalid('the request took too long to arrive; send it faster or in a smaller body')],
  [
    413,
    {
      code: 'EARSHOT_AUDIO_TOO_LARGE',
      message: 'the body is too large; send a shorter recording or raise http.maxBodyBytes',
    },
  ],
  [414, invalid('the address is too long')],
  [
    415,
    invalid('this content type is not taken: send multipart/form-data with a part named file, or a body of audio/wav'),
  ],
  [431, invalid('the headers are too large')],
])

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  return Number(error.statusCode)
}
