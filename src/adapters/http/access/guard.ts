import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { HttpFailure } from '../failure.ts'
import type { Sessions } from './sessions.ts'

/** Let the routes of `app` be used from our own page and by programs only, and where there is a password by who knows it. */
export function guardChanges(app: FastifyInstance, sessions: Sessions, publicUrl: string): void {
  refuseForeignPages(app, publicUrl)
  app.addHook('onRequest', async ({ headers }) => {
    if (!sessions.needsPassword || sessions.isSignedIn(headers.cookie)) return
    throw new HttpFailure(401, 'EARSHOT_SIGN_IN_NEEDED', 'sign in first: POST /api/session {"password":"…"}')
  })
}

/** A page from elsewhere that a browser on this network has open must not change anything. */
export function refuseForeignPages(app: FastifyInstance, publicUrl: string): void {
  const ownHosts = publicUrl === '' ? [] : [new URL(publicUrl).host]
  app.addHook('onRequest', async ({ headers }) => {
    if (!isOwnPage(headers, ownHosts)) {
      throw new HttpFailure(403, 'EARSHOT_REQUEST_INVALID', 'this can only be changed from its own page')
    }
  })
}

/** Programs send neither header; browsers send `Origin` with all that is not GET, and `Sec-Fetch-Site` with everything. */
function isOwnPage({ origin, host, ...headers }: IncomingHttpHeaders, ownHosts: readonly string[]): boolean {
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return false
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host: from } = new URL(origin)
  return from === host || ownHosts.includes(from)
}
