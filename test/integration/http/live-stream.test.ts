import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamFrame } from '../../../src/adapters/http/api.ts'
import { alarmEvent, sourceStatus } from './scene.ts'
import { serve } from './serve.ts'

let server: Awaited<ReturnType<typeof serve>>
beforeEach(async () => {
  server = await serve()
})
afterEach(() => server[Symbol.asyncDispose]())

interface Received {
  readonly event: string
  readonly frame: StreamFrame
}

/** The stream's events, one at a time. */
async function* follow(response: Response): AsyncGenerator<Received> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [first = '', second = ''] = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      yield { event: first.replace('event: ', ''), frame: JSON.parse(second.replace('data: ', '')) }
    }
  }
}

async function next(stream: AsyncGenerator<Received>): Promise<Received> {
  const { value, done } = await stream.next()
  if (done) throw new Error('the stream has ended')
  return value
}

const open = async (): Promise<AsyncGenerator<Received>> => follow(await fetch(`${server.url}/api/stream`))

describe('GET /api/stream', () => {
  it('begins with everything, then tells what changed', async () => {
    const event = alarmEvent('fan-2', 'raised')
    server.scene.sources = [sourceStatus('fan-1'), sourceStatus('fan-2', event)]
    server.tell({ source: 'fan-2', event })
    const stream = await open()
    const { event: name, frame } = await next(stream)
    expect(name).toBe('snapshot')
    expect(frame).toEqual({ atMs: 1_000, model: null, sources: server.scene.sources, events: [event] })

    const cleared = alarmEvent('fan-2', 'cleared')
    server.scene.sources = [sourceStatus('fan-1'), sourceStatus('fan-2', cleared)]
    server.tell({ source: 'fan-2', event: cleared })
    const update = await next(stream)
    expect(update.event).toBe('update')
    expect(update.frame).toMatchObject({ sources: [{ source: 'fan-2' }], events: [cleared] })
  })

  it('puts what happens at once into one update', async () => {
    server.scene.sources = ['fan-1', 'fan-2', 'fan-3'].map((source) => sourceStatus(source))
    const stream = await open()
    await next(stream)
    for (let n = 0; n < 100; n++) server.tell({ source: 'fan-1' })
    server.tell({ source: 'fan-3' })
    const { frame } = await next(stream)
    expect(frame.sources.map(({ source }) => source)).toEqual(['fan-1', 'fan-3'])
  })

  it('is an event stream that nothing on the way may keep', async () => {
    const response = await fetch(`${server.url}/api/stream`)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    await response.body?.cancel()
  })

  it('lets no more follow than may, and makes room when one leaves', async () => {
    const responses = await Promise.all([1, 2, 3].map(() => fetch(`${server.url}/api/stream`)))
    const refused = await fetch(`${server.url}/api/stream`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toMatchObject({ error: { code: 'EARSHOT_OVERLOADED' } })

    await responses[0]?.body?.cancel()
    await expect
      .poll(async () => {
        const response = await fetch(`${server.url}/api/stream`)
        await response.body?.cancel()
        return response.status
      })
      .toBe(200)
  })

  it('ends when the server stops, and leaves the pipeline', async () => {
    const stream = await open()
    await next(stream)
    expect(server.scene.listeners.size).toBe(1)
    const [end] = await Promise.all([stream.next(), server.stop()])
    expect(end.done).toBe(true)
    expect(server.scene.listeners.size).toBe(0)
  })
})
