import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashPassword } from '../../../src/adapters/http/access/password.ts'
import { method } from '../../../src/pipeline/methods/method.ts'
import { switchableFan } from './scene.ts'
import { serve } from './serve.ts'

const PASSWORD = 'correct horse'
const demo = switchableFan()
let server: Awaited<ReturnType<typeof serve>>
let open: Awaited<ReturnType<typeof serve>>
let called: unknown[] = []

beforeAll(async () => {
  const passwordHash = await hashPassword(PASSWORD, { log2N: 10, r: 1, p: 1 })
  server = await serve({ passwordHash, publicUrl: 'https://plant.example/ears' }, demo)
  open = await serve({}, demo)
  for (const { scene } of [server, open]) {
    const payload = z.strictObject({ source: z.string() })
    scene.methods.set('note', method({ payload, handle: async (given) => called.push(given) }))
  }
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})
beforeEach(() => {
  called = []
})

const JSON_BODY = { 'content-type': 'application/json' }
const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { ...JSON_BODY, ...headers } })
const call = (headers: Record<string, string> = {}, on = server): Promise<Response> =>
  post(`${on.url}/api/methods/note`, { source: 'fan-1' }, headers)
const signIn = (password: string, headers: Record<string, string> = {}): Promise<Response> =>
  post(`${server.url}/api/session`, { password }, headers)

describe('with a password', () => {
  it('nothing is changed without it, and reading stays open', async () => {
    const refused = await call()
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ error: { code: 'EARSHOT_SIGN_IN_NEEDED' } })
    expect((await post(`${server.url}/api/demo/fault`, { fault: 'imbalanced' })).status).toBe(401)
    expect(demo.fault).toBe('ok')
    expect(called).toEqual([])
    for (const path of ['/api/sources', '/api/alarms', '/api/evidence', '/api/session']) {
      expect((await fetch(server.url + path)).status, path).toBe(200)
    }
  })

  it('one signs in, changes things, and signs out', async () => {
    const signedIn = await signIn(PASSWORD, { origin: 'https://plant.example' })
    expect(await signedIn.json()).toEqual({ needsPassword: true, isSignedIn: true })
    const set = signedIn.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/; HttpOnly; SameSite=Strict; .*; Secure$/)
    const cookie = set.split(';')[0] ?? ''
    expect(await (await fetch(`${server.url}/api/session`, { headers: { cookie } })).json()).toMatchObject({
      isSignedIn: true,
    })
    const answer = await call({ cookie, origin: server.url })
    expect(answer.status).toBe(200)
    expect(called).toEqual([{ source: 'fan-1' }])
    expect((await call({ cookie, origin: 'https://elsewhere.example' })).status).toBe(403)
    await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: { cookie } })
    expect((await call({ cookie })).status).toBe(401)
  })

  it('a wrong one is refused, and soon no more are taken', async () => {
    const statuses = []
    for (let i = 0; i < 7; i++) statuses.push((await signIn('wrong')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    const refused = await signIn(PASSWORD)
    expect(refused.headers.get('retry-after')).toBe('60')
  })

  it.each([{}, { password: 1 }, { password: 'x', more: 1 }, { password: 'x'.repeat(2_000) }, [], null])(
    'refuses %j',
    async (body) => {
      expect((await post(`${server.url}/api/session`, body)).status).toBe(400)
    },
  )
})

describe('without a password', () => {
  it('everybody may call a method, and gets its own status', async () => {
    expect((await call({}, open)).status).toBe(200)
    expect(await (await fetch(`${open.url}/api/session`)).json()).toEqual({ needsPassword: false, isSignedIn: false })
    const wrong = await post(`${open.url}/api/methods/note`, { nobody: 1 })
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({ error: { code: 'EARSHOT_REQUEST_INVALID' } })
    expect((await post(`${open.url}/api/methods/__proto__`, {})).status).toBe(404)
    expect(called).toEqual([{ source: 'fan-1' }])
  })

  it.each(['https://elsewhere.example', 'null', 'nonsense'])('a page from %s may not', async (origin) => {
    expect((await call({ origin }, open)).status).toBe(403)
    expect((await call({ 'sec-fetch-site': 'cross-site' }, open)).status).toBe(403)
    expect(called).toEqual([])
  })
})

it('every answer keeps browsers from showing it elsewhere, keeping it, or running what is in it', async () => {
  for (const path of ['/', '/api/sources', '/healthz', '/nowhere']) {
    const { headers } = await fetch(server.url + path)
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
    expect(headers.get('content-security-policy'), path).not.toContain('unsafe')
    expect(headers.get('x-frame-options'), path).toBe('DENY')
    expect(headers.get('referrer-policy'), path).toBe('no-referrer')
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
  }
})
