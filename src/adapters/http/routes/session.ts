import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../../errors.ts'
import { refuseForeignPages } from '../access/guard.ts'
import type { Sessions } from '../access/sessions.ts'
import type { SessionAnswer } from '../api.ts'

/** Longer ones would only keep the hash busy. */
const MOST_CHARACTERS = 1_024
const Body = z.strictObject({ password: z.string().max(MOST_CHARACTERS) })

/** `/api/session`: who is signed in, signing in and out. */
export async function addSessionRoutes(app: FastifyInstance, sessions: Sessions, publicUrl: string): Promise<void> {
  const { needsPassword } = sessions
  app.get('/api/session', async ({ headers }): Promise<SessionAnswer> => {
    return { needsPassword, isSignedIn: sessions.isSignedIn(headers.cookie) }
  })

  const changing: FastifyPluginAsync = async (scope) => {
    refuseForeignPages(scope, publicUrl)
    scope.post('/api/session', { bodyLimit: 8 * 1024 }, async (request, reply): Promise<SessionAnswer> => {
      const body = Body.safeParse(request.body)
      if (!body.success) throw new RequestError('send {"password":"…"}')
      if (!needsPassword) return { needsPassword, isSignedIn: false }
      reply.header('set-cookie', await sessions.signIn(body.data.password, request.ip))
      return { needsPassword, isSignedIn: true }
    })
    scope.delete('/api/session', async ({ headers }, reply): Promise<SessionAnswer> => {
      reply.header('set-cookie', sessions.signOut(headers.cookie))
      return { needsPassword, isSignedIn: false }
    })
  }
  await app.register(changing)
}
