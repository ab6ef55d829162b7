import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMetricsServer } from '../../../src/adapters/http/server.ts'
import { TransportError } from '../../../src/errors.ts'
import { alarmEvent, sourceStatus } from './scene.ts'
import { MAX_BODY_BYTES, serve } from './serve.ts'

const pageDirectory = fileURLToPath(new URL('../../../src/page', import.meta.url))

let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve({ pageDirectory })
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers })

/** What comes back for bytes that are not HTTP as a client library would write it. */
async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  socket.end(bytes)
  return await text(socket)
}

describe('GET /', () => {
  it.each([undefined, '*/*', 'application/json'])(
    'says that the server is up to a client that accepts %s',
    async (accept) => {
      const response = await get('/', accept ? { accept } : {})
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await response.text()).toBe('server is up')
    },
  )

  it('gives a browser the page, which may load nothing from elsewhere and run no script in its markup', async () => {
    const response = await get('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(response.headers.get('vary')).toBe('accept, accept-encoding')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    const page = await response.text()
    expect(page).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/)
  })

  it('serves what the page loads, and nothing outside its folder', async () => {
    expect((await get('/page/page.css')).headers.get('content-type')).toMatch(/^text\/css/)
    for (const path of ['/page/none.js', '/page/../errors.ts', '/page/%2e%2e/errors.ts', '/page/..%2ferrors.ts']) {
      const response = await get(path)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'EARSHOT_NOT_FOUND' } })
    }
  })
})

describe('health', () => {
  it('is alive as long as it answers', async () => {
    const response = await get('/healthz')
    expect(response.status).toBe(200)
  })

  it('is ready when every check is passed, and says what is missing', async () => {
    server.scene.checks = [{ name: 'model', isPassed: true }]
    expect((await get('/readyz')).status).toBe(200)
    server.scene.checks = [
      { name: 'model', isPassed: true },
      { name: 'broker', isPassed: false, reason: 'connecting to mqtt://localhost:1883' },
    ]
    const response = await get('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false, checks: server.scene.checks, model: null, engine: null })
  })
})

describe('live data', () => {
  it('lists sources, and their alarms with what happened lately', async () => {
    const event = alarmEvent('fan-1', 'raised')
    server.scene.sources = [sourceStatus('fan-1', event), sourceStatus('fan-2')]
    server.tell({ source: 'fan-1', event })
    expect(await (await get('/api/sources')).json()).toEqual({ sources: server.scene.sources })
    expect(await (await get('/api/alarms')).json()).toEqual({ alarms: [event], events: [event] })
  })

  it('lists models, also those that are broken', async () => {
    expect(await (await get('/api/models')).json()).toEqual({
      live: 'small',
      limits: { maxBytes: MAX_BODY_BYTES, maxSeconds: 20, silentBelowDbfs: -66 },
      models: [expect.objectContaining({ name: 'small', version: '1.0.0', sampleRateHz: 22_050, windowSeconds: 1 })],
    })
  })

  it('says that there is no demo', async () => {
    expect(await (await get('/api/demo')).json()).toEqual({ isDemo: false })
    const response = await fetch(`${server.url}/api/demo/fault`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(404)
  })
})

describe('metrics', () => {
  it('count requests by route and status, not by whatever address strangers invent', async () => {
    await get('/api/sources?x=1')
    await get('/invented')
    await get('/invented/too')
    const page = await (await get('/metrics')).text()
    expect(page).toMatch(/earshot_http_requests_total\{route="\/api\/sources",status="200",device="test"\} \d+/)
    expect(page).toMatch(/earshot_http_requests_total\{route="none",status="404",device="test"\} \d+/)
    expect(page).not.toContain('invented')
    expect(page).toContain('process_cpu_seconds_total')
  })

  it('are served alone on a port of their own', async () => {
    const page = { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: async () => 'up 1\n' }
    const metrics = createMetricsServer({ host: '127.0.0.1', port: 0 }, page, server.log)
    await metrics.start()
    const response = await fetch(`http://127.0.0.1:${metrics.port}/metrics`)
    expect([response.headers.get('content-type'), await response.text()]).toEqual([page.contentType, 'up 1\n'])
    expect((await fetch(`http://127.0.0.1:${metrics.port}/api/sources`)).status).toBe(404)
    await metrics.stop()
  })
})

describe('bad requests', () => {
  it.each([
    ['GET', '/nothing', 404, 'EARSHOT_NOT_FOUND', null],
    ['GET', '/inference', 405, 'EARSHOT_REQUEST_INVALID', 'POST'],
    ['PUT', '/inference', 405, 'EARSHOT_REQUEST_INVALID', 'POST'],
    ['DELETE', '/api/sources', 405, 'EARSHOT_REQUEST_INVALID', 'GET'],
    ['POST', '/?x=1', 405, 'EARSHOT_REQUEST_INVALID', 'GET'],
    ['GET', '/%zz', 400, 'EARSHOT_REQUEST_INVALID', null],
    ['GET', `/${'a'.repeat(15_000)}`, 404, 'EARSHOT_NOT_FOUND', null],
  ])('%s %.20s is answered with %d', async (method, path, status, code, allow) => {
    const response = await fetch(`${server.url}${path}`, { method })
    expect(response.status).toBe(status)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toEqual({ error: { code, message: expect.any(String) } })
  })

  it.each([
    ['what is not HTTP', 'hello\r\n\r\n', 400],
    ['headers beyond all measure', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /inference HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400],
    ['a length that is none', 'POST /inference HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400],
  ])('%s is answered with JSON and closed', async (_what, bytes, status) => {
    const answer = await sendRaw(bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { code: 'EARSHOT_REQUEST_INVALID' },
    })
  })

  it('are no errors of ours: nothing is logged', () => {
    expect(server.scene.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

it('says which port is taken, and starts nothing', async () => {
  await expect(serve({ port: server.port })).rejects.toThrow(TransportError)
})
