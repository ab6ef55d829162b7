import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { NotFoundError, RequestError, TransportError, toErrorBody } from '../errors.ts'

/** A request to one of the simulators' own HTTP faces. */
export interface JsonRequest {
  readonly method: string
  /** The decoded parts of the path; `/a/b` is `['a', 'b']`. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** `null` when there is none. */
  readonly body: unknown
}

/** Answer requests with JSON. A named error becomes its status: 400, 404, 504, otherwise 500. */
export function jsonListener(answer: (request: JsonRequest) => unknown): RequestListener {
  return (request, response) => {
    void read(request)
      .then(answer)
      .then(
        (body) => send(response, 200, body),
        (error: unknown) => send(response, statusOf(error), toErrorBody(error)),
      )
  }
}

async function read(request: IncomingMessage): Promise<JsonRequest> {
  const body = parseJson(await text(request))
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://simulator')
  const path = pathname.split('/').slice(1).map(decodeURIComponent)
  return { method: request.method ?? 'GET', path, query, headers: request.headers, body }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null))
}

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return 400
  if (error instanceof NotFoundError) return 404
  return error instanceof TransportError ? 504 : 500
}

/** @throws {@link RequestError} when the text is neither empty nor JSON. */
export function parseJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    throw new RequestError('the body must be JSON', { cause })
  }
}

/**
 * @param where - A port of `host`, 0 for any that is free, or the path of a unix socket.
 * @returns The port; 0 for a socket.
 * @throws {@link TransportError} when it cannot be had.
 */
export async function listen(server: Server, where: number | string, host = '127.0.0.1'): Promise<number> {
  if (typeof where === 'string') server.listen(where)
  else server.listen(where, host)
  await once(server, 'listening').catch((cause: unknown) => {
    const address = typeof where === 'string' ? where : `${host}:${where}`
    throw new TransportError(`cannot listen on ${address}: stop what has it, or choose another`, { cause })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
