import { EarshotError, type ErrorCode, toErrorBody } from '../errors.ts'
import type { MethodAnswer } from './ports.ts'

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  EARSHOT_CHUNK_INVALID: 400,
  EARSHOT_CONFIG_INVALID: 400,
  EARSHOT_PARAMETER: 400,
  EARSHOT_REQUEST_INVALID: 400,
  EARSHOT_MODEL_UNLEARNT: 409,
  EARSHOT_NOT_FOUND: 404,
  EARSHOT_ENGINE_UNAVAILABLE: 503,
  EARSHOT_OVERLOADED: 503,
  EARSHOT_TRANSPORT: 503,
}

/** What a direct method answers when it failed: 4xx for what the caller can mend, 5xx for what we must. */
export function answerToFailure(error: unknown): MethodAnswer {
  const payload = toErrorBody(error)
  if (!(error instanceof EarshotError)) return { status: 500, payload }
  const isAboutAudio = error.code.startsWith('EARSHOT_AUDIO_')
  return { status: isAboutAudio ? 400 : (STATUS[error.code] ?? 500), payload }
}
