import { z } from 'zod'
import { RequestError } from '../../errors.ts'
import type { MethodHandler } from '../ports.ts'

/** A direct method: what it takes, and what it does with it. */
export interface Method<Payload> {
  readonly payload: z.ZodType<Payload>
  handle(payload: Payload): Promise<unknown>
}

/**
 * Make a handler that checks the payload first. What `handle` returns is answered with status 200.
 *
 * @throws {@link RequestError} (the handler) that says what is wrong with the payload.
 */
export function method<Payload>({ payload, handle }: Method<Payload>): MethodHandler {
  return async (given) => {
    const parsed = payload.safeParse(given ?? {})
    if (!parsed.success) throw new RequestError(`the payload is not right:\n${z.prettifyError(parsed.error)}`)
    return { status: 200, payload: await handle(parsed.data) }
  }
}

/** A microphone's name. */
export const SourceName = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')
