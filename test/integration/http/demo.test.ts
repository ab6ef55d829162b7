import { afterAll, beforeAll, expect, it } from 'vitest'
import { switchableFan } from './scene.ts'
import { serve } from './serve.ts'

const demo = switchableFan()
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve({}, demo)
})
afterAll(() => server[Symbol.asyncDispose]())

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/api/demo/fault`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })

it('switches the fault', async () => {
  expect(await (await fetch(`${server.url}/api/demo`)).json()).toEqual({
    isDemo: true,
    fault: 'ok',
    faults: ['ok', 'imbalanced'],
  })
  const response = await post('{"fault":"imbalanced"}', { origin: server.url })
  expect(await response.json()).toMatchObject({ fault: 'imbalanced' })
  expect(demo.fault).toBe('imbalanced')
})

it.each(['{"fault":"rust"}', '{"fault":1}', '{}', '[]', 'null', '{"fault":"ok","x":1}', '{', ''])(
  'refuses %j and says what there is',
  async (body) => {
    demo.fault = 'ok'
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'EARSHOT_REQUEST_INVALID' } })
    expect(demo.fault).toBe('ok')
  },
)

it.each(['http://elsewhere.example', 'null', 'nonsense'])('refuses a page from %s', async (origin) => {
  expect((await post('{"fault":"imbalanced"}', { origin })).status).toBe(403)
})

it('does not take what a form of a foreign page could send', async () => {
  expect((await post('{"fault":"imbalanced"}', { 'content-type': 'text/plain' })).status).toBe(400)
  expect(demo.fault).toBe('ok')
})

it('reads no more of a body than it needs', async () => {
  expect((await post(`{"fault":"${'x'.repeat(5_000)}"}`)).status).toBe(413)
})
