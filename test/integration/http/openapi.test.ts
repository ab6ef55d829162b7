import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { mistakesIn, openApi, wholeOpenApi } from '../../api-documents.ts'
import { noise } from '../../signals.ts'
import { servedRoutes } from './routes-of.ts'
import { alarmEvent, sourceStatus } from './scene.ts'
import { serve } from './serve.ts'

const pageDirectory = fileURLToPath(new URL('../../../src/page', import.meta.url))
const demo = { faults: ['ok', 'imbalanced'], fault: 'ok', setFault: () => undefined }
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve({ pageDirectory }, demo)
  const event = alarmEvent('fan-1', 'raised')
  server.scene.sources = [sourceStatus('fan-1', event), sourceStatus('fan-2')]
  server.scene.checks = [
    { name: 'model', isPassed: true },
    { name: 'broker', isPassed: false, reason: 'away' },
  ]
  server.tell({ source: 'fan-1', event })
})
afterAll(() => server[Symbol.asyncDispose]())

it('is a valid OpenAPI 3.1 document', async () => {
  const { valid, errors } = await new Validator().validate(wholeOpenApi())
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

it('describes every route, and no other', async () => {
  const described = Object.entries(openApi.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const served = (await servedRoutes(server)).map((route) =>
    route.replace('/page/*', '/page/{file}').replaceAll(/:(\w+)/g, '{$1}'),
  )
  expect(described.sort()).toEqual(served.sort())
})

describe('the answer', () => {
  const recording = encodeWav(noise(16_000, 1), 16_000, { bitDepth: 16 })
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(recording)]), 'a.wav')
  const wav: RequestInit = { method: 'POST', body: new Uint8Array(recording), headers: { 'content-type': 'audio/wav' } }
  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

  it.each<[string, string, number, RequestInit]>([
    ['/', '/', 200, {}],
    ['/inference', '/inference', 200, { method: 'POST', body: form }],
    ['/inference', '/inference', 415, wav],
    ['/api/score', '/api/score?model=small', 200, wav],
    ['/api/score', '/api/score?model=small&features=true&from=loudest', 200, wav],
    ['/api/score', '/api/score?model=other', 404, wav],
    ['/api/score', '/api/score?from=soon', 400, wav],
    ['/api/sources', '/api/sources', 200, {}],
    ['/api/alarms', '/api/alarms', 200, {}],
    ['/api/models', '/api/models', 200, {}],
    ['/healthz', '/healthz', 200, {}],
    ['/readyz', '/readyz', 503, {}],
    ['/metrics', '/metrics', 200, {}],
    ['/api/demo', '/api/demo', 200, {}],
    ['/api/demo/fault', '/api/demo/fault', 200, json({ fault: 'imbalanced' })],
    ['/api/demo/fault', '/api/demo/fault', 400, json({ fault: 'rust' })],
  ])('of %s is as described: %s, %d', async (path, address, status, request) => {
    const response = await fetch(`${server.url}${address}`, request)
    expect(response.status).toBe(status)
    const operation = openApi.paths[path]?.[(request.method ?? 'GET').toLowerCase()]
    const content = operation?.responses[String(status)]?.content ?? {}
    const type = response.headers.get('content-type')?.split(';')[0] ?? ''
    expect(Object.keys(content)).toContain(type)
    const { $ref } = content[type]?.schema ?? {}
    if ($ref) expect(mistakesIn(await response.json(), $ref)).toEqual([])
  })

  it('of the stream is as described', async () => {
    const response = await fetch(`${server.url}/api/stream`)
    const { value } = (await response.body?.getReader().read()) ?? {}
    const [, data = ''] = /^data: (.*)$/m.exec(new TextDecoder().decode(value)) ?? []
    const described = openApi.paths['/api/stream']?.['get']?.responses['200']?.content?.['text/event-stream']
    expect(mistakesIn(JSON.parse(data), described?.schema.$ref ?? '')).toEqual([])
  })

  it('would be refused if it had another field, or lacked one', async () => {
    const answer = (await (await fetch(`${server.url}/api/sources`)).json()) as { sources: Record<string, unknown>[] }
    const ref =
      openApi.paths['/api/sources']?.['get']?.responses['200']?.content?.['application/json']?.schema.$ref ?? ''
    expect(mistakesIn({ ...answer, more: 1 }, ref)).not.toEqual([])
    expect(mistakesIn({ sources: answer.sources.map(({ alarm: _, ...rest }) => rest) }, ref)).not.toEqual([])
  })
})
