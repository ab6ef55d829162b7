import {
  AudioError,
  ChunkError,
  NotFoundError,
  OverloadedError,
  ParameterError,
  RequestError,
  TransportError,
  toErrorBody,
} from '../../errors.ts'
import type { MethodAnswer, MethodHandler } from '../../pipeline/ports.ts'

/** IoT Hub's limit for what a method answers. */
const MAX_ANSWER_BYTES = 131_072

/** Run a direct method; whatever happens, there is an answer: unanswered, the caller waits for its whole time. */
export async function answerMethod(handler: MethodHandler, payload: unknown): Promise<MethodAnswer> {
  try {
    const answer = await handler(payload)
    if (Buffer.byteLength(JSON.stringify(answer.payload) ?? '') <= MAX_ANSWER_BYTES) return answer
    const tooLarge = new RequestError(`the answer is larger than ${MAX_ANSWER_BYTES} bytes; ask for less`)
    return { status: 413, payload: toErrorBody(tooLarge) }
  } catch (error) {
    return { status: statusOf(error), payload: toErrorBody(error) }
  }
}

function statusOf(error: unknown): number {
  const isTheCallers = [RequestError, ParameterError, AudioError, ChunkError].some((kind) => error instanceof kind)
  if (isTheCallers) return 400
  if (error instanceof NotFoundError) return 404
  return error instanceof OverloadedError || error instanceof TransportError ? 503 : 500
}
