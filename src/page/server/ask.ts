import type { ErrorBody } from '../../errors.ts'

/** Longer than any answer takes; what-if over a week is the slowest. @unit ms */
const PATIENCE_MS = 30_000

/** What the server refused, in its own words. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * Ask the server, and read its answer.
 *
 * @param body - Sent as JSON.
 * @throws {@link Refused} with the server's message; another error when it cannot be reached.
 */
export async function ask<T>(address: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body?: object): Promise<T> {
  const response = await fetch(address, {
    method,
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  if (response.ok) return (await response.json()) as T
  const { error } = (await response.json().catch(() => ({}))) as Partial<ErrorBody>
  throw new Refused(response.status, error?.code ?? '', error?.message ?? `${address} answered ${response.status}`)
}

/** What went wrong, for people. */
export function explain(error: unknown): string {
  if (error instanceof Refused) return error.message
  return 'The server did not answer. Is it running? Try again.'
}
