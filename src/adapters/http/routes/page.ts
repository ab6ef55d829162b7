import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The page loads nothing from elsewhere and holds no script or style in its markup. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** `GET /`: the page for a browser, and what the original service said for everything else. */
export async function addPage(app: FastifyInstance, pageDirectory: string | undefined): Promise<void> {
  if (pageDirectory !== undefined) {
    await app.register(fastifyStatic, { root: pageDirectory, prefix: '/page/', index: false, cacheControl: false })
  }
  app.get('/', async (request, reply) => {
    reply.header('vary', 'accept')
    if (pageDirectory === undefined || !request.headers.accept?.includes('text/html')) {
      reply.type('text/plain; charset=utf-8')
      return 'server is up'
    }
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
    reply.header('referrer-policy', 'no-referrer')
    return reply.sendFile('index.html')
  })
}
