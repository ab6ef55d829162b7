import { RequestError, toErrorBody } from '../../errors.ts'
import { answerToFailure } from '../../pipeline/method-answer.ts'
import type { Log, MethodAnswer, MethodHandler } from '../../pipeline/ports.ts'

/** IoT Hub's limit for what a method answers. */
const MAX_ANSWER_BYTES = 131_072

/** How to ask for less, where a method's answer grows with the plant. */
const EXAMPLES: ReadonlyMap<string, string> = new Map([['sources', ', for example {"source":"a-*"}']])

/** Run a direct method; whatever happens, there is an answer: unanswered, the caller waits for its whole time. */
export async function answerMethod(
  method: string,
  handler: MethodHandler,
  payload: unknown,
  log: Log,
): Promise<MethodAnswer> {
  try {
    const answer = await handler(payload)
    if (Buffer.byteLength(JSON.stringify(answer.payload) ?? '') <= MAX_ANSWER_BYTES) return answer
    const tooLarge = new RequestError(
      `the answer is larger than ${MAX_ANSWER_BYTES} bytes; ask for less${EXAMPLES.get(method) ?? ''}`,
    )
    return { status: 413, payload: toErrorBody(tooLarge) }
  } catch (error) {
    const answer = answerToFailure(error)
    if (answer.status >= 500) log.warn('a direct method failed', { method, error })
    return answer
  }
}
