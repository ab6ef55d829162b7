import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Log } from '../../pipeline/ports.ts'
import { type Failure, failureOf, HttpFailure } from './failure.ts'

export interface BareServerOptions {
  readonly requestTimeoutMs: number
  readonly log: Log
}

/** Bodies other than recordings are a few words of JSON. @unit bytes */
const SMALL_BODY_BYTES = 64 * 1024
const METHODS = ['GET', 'POST', 'DELETE'] as const

/**
 * What every answer says to browsers: nothing of it is run or shown inside another page, nothing is kept, nothing is
 * told to others. The page itself has a policy that lets it do what it must.
 */
const SAFETY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** A server without routes that answers whatever goes wrong in our form. */
export function createBareServer({ requestTimeoutMs, log }: BareServerOptions): FastifyInstance {
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = failureOf(error)
    if (failure.status >= 500) log.error('a request failed', { route: routeOf(request), status: failure.status, error })
    void reply.code(failure.status).headers(failure.headers).send(failure.body)
  }
  const app = fastify({
    bodyLimit: SMALL_BODY_BYTES,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answer,
    clientErrorHandler: answerBrokenRequest,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  app.setErrorHandler(answer)
  app.setNotFoundHandler((request, reply) => answer(notFound(app, request), request, reply))
  app.addHook('onRequest', async ({ headers }, reply) => {
    reply.headers(SAFETY_HEADERS)
    const { 'content-encoding': coding = 'identity' } = headers
    if (coding.trim().toLowerCase() !== 'identity') throw compressed()
  })
  return app
}

/** Bodies are checked where they are used. What compiles schemas takes as long to load as the rest of the server. */
function noSchemas(): never {
  throw new TypeError('routes here have no schemas')
}

/** Read as it came it would be a damaged recording. With the header that RFC 9110, section 15.5.16, asks for. */
function compressed(): HttpFailure {
  return new HttpFailure(
    415,
    'EARSHOT_REQUEST_INVALID',
    'compressed bodies are not taken: send the body as it is, without content-encoding',
    { 'accept-encoding': 'identity' },
  )
}

/** The route's pattern: addresses that do not exist are all the same one, so that strangers cannot invent labels. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
}

/** 405 where the address exists for another method, otherwise 404. */
function notFound(app: FastifyInstance, { url, method }: FastifyRequest): HttpFailure {
  const [path = url] = url.split('?')
  const allowed = METHODS.filter((other) => app.hasRoute({ url: path, method: other }))
  if (allowed.length === 0) {
    return new HttpFailure(
      404,
      'EARSHOT_NOT_FOUND',
      'there is no such address; docs/http.md lists those that there are',
    )
  }
  const methods = allowed.join(', ')
  return new HttpFailure(405, 'EARSHOT_REQUEST_INVALID', `${method} is not for this address: use ${methods}`, {
    allow: methods,
  })
}

/** What cannot be parsed as HTTP has no request and no reply: the answer is written by hand. */
function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const statusCode = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  const { status, body }: Failure = failureOf({ statusCode })
  const text = JSON.stringify(body)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  )
}
