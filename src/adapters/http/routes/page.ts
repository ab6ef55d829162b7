import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** The page loads nothing from elsewhere and holds no script or style in its markup. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const VARY = 'accept, accept-encoding'

/** `GET /`: the page for a browser, and what the original service said for everything else. `GET /recordings`. */
export async function addPage(app: FastifyInstance, pageDirectory: string | undefined): Promise<void> {
  if (pageDirectory !== undefined) {
    await app.register(fastifyStatic, {
      root: pageDirectory,
      prefix: '/page/',
      index: false,
      cacheControl: false,
      // The build lays `.br` and `.gz` beside each file; where there are none, the file itself is sent.
      preCompressed: true,
      setHeaders: (reply) => {
        reply.setHeader('vary', VARY)
      },
    })
    app.get('/recordings', async (_request, reply) => sendPage(reply, 'recordings.html'))
  }
  app.get('/', async (request, reply) => {
    reply.header('vary', VARY)
    if (pageDirectory === undefined || !request.headers.accept?.includes('text/html')) {
      reply.type('text/plain; charset=utf-8')
      return 'server is up'
    }
    return sendPage(reply, 'index.html')
  })
}

function sendPage(reply: FastifyReply, file: string): FastifyReply {
  reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
  return reply.sendFile(file)
}
