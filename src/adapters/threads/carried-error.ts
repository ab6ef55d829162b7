import { AudioError, type AudioErrorCode, EarshotError, type ErrorCode } from '../../errors.ts'
import type { CarriedError } from './protocol.ts'

/** An error of ours that was thrown on another thread. Callers go by its code. */
class ErrorFromThread extends EarshotError {
  override readonly code: ErrorCode

  constructor(code: ErrorCode, { message, context }: CarriedError) {
    super(message, { context })
    this.code = code
  }
}

export function carry(error: unknown): CarriedError {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  return error instanceof EarshotError
    ? { code: error.code, message, context: error.context, stack }
    : { code: undefined, message, context: {}, stack }
}

/** The error as it was thrown, as far as callers can tell. */
export function uncarry(carried: CarriedError): Error {
  const { code, message, context, stack } = carried
  const error =
    code === undefined
      ? new Error(message)
      : isAudioCode(code)
        ? new AudioError(code, message, { context })
        : new ErrorFromThread(code, carried)
  if (stack !== undefined) error.stack = stack
  return error
}

function isAudioCode(code: ErrorCode): code is AudioErrorCode {
  return code.startsWith('EARSHOT_AUDIO_')
}
