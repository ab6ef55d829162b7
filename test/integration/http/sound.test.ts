import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MelColumns, SoundGap } from '../../../src/adapters/http/api.ts'
import { tone } from '../../signals.ts'
import { until } from '../../until.ts'
import { sourceStatus } from './scene.ts'
import { serve } from './serve.ts'

const RATE = 16_000
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve()
  server.scene.sources = [sourceStatus('fan-1')]
})
afterAll(() => server[Symbol.asyncDispose]())

/** The next piece of a source's sound, from a moment on. */
function hear(startMs: number, seconds: number, isContinued = true): void {
  const y = tone(seconds * RATE, { hz: 1_000, sampleRateHz: RATE, amplitude: 0.5 })
  server.scene.sound.heard({ source: 'fan-1', y, sampleRateHz: RATE, startMs, isContinued })
}

/** Looks at a source; what came so far, by event. */
function look(source = 'fan-1') {
  const events: { name: string; data: MelColumns & SoundGap }[] = []
  const asked = request(`${server.url}/api/sources/${source}/sound`, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (part) => {
      text += part
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
        text = text.slice(end + 2)
        if (name !== undefined && data !== undefined) events.push({ name, data: JSON.parse(data) })
      }
    })
  })
  asked.on('error', () => undefined)
  asked.end()
  const columns = (): number =>
    events.reduce((sum, { data }) => sum + Buffer.from(data.columns ?? '', 'base64').length / 64, 0)
  return { events, columns, leave: () => asked.destroy() }
}

describe('GET /api/sources/:source/sound', () => {
  it('shows what is kept, then what comes, without a hole, and gaps as gaps', async () => {
    hear(0, 1, false)
    const page = look()
    await until(() => page.events.length === 1, 'the first columns came')
    expect(page.events[0]).toMatchObject({ name: 'columns', data: { stepMs: 50, floorDb: -100, ceilingDb: 0 } })
    expect(page.events[0]?.data.frequenciesHz).toHaveLength(64)
    expect(page.columns()).toBe(19)
    for (let i = 0; i < 100; i++) hear(1_000 + 10 * i, 0.01)
    await until(() => page.columns() >= 39, 'the columns of the second second came')
    expect(page.columns()).toBe(39)
    // A hundred chunks, in a few events.
    expect(page.events.length).toBeLessThan(12)
    const starts = page.events.map(({ data }) => data.startMs)
    expect(starts[1]).toBe((starts[0] ?? 0) + 19 * 50)
    hear(5_000, 1, false)
    await until(() => page.columns() === 58, 'the columns after the gap came')
    const gap = page.events.find(({ name }) => name === 'gap')
    expect(gap?.data).toEqual({ startMs: 2_000, endMs: 5_000 })
    page.leave()
  })

  it('stops computing when nobody looks any more, and has a limit of those who may', async () => {
    hear(10_000, 1, false)
    const pages = [look(), look(), look()]
    await until(() => pages.every(({ events }) => events.length > 0), 'three pages look')
    expect((await fetch(`${server.url}/api/sources/fan-1/sound`)).status).toBe(503)
    for (const { leave } of pages) leave()
    const lookOnce = async (): Promise<number> => {
      const page = await fetch(`${server.url}/api/sources/fan-1/sound`)
      await page.body?.cancel()
      return page.status
    }
    await expect.poll(lookOnce).toBe(200)
  })

  it.each(['fan-9', '..%2f..%2fetc', '%00'])('knows no source %s', async (source) => {
    expect((await fetch(`${server.url}/api/sources/${source}/sound`)).status).toBe(404)
    expect((await fetch(`${server.url}/api/sources/${source}/windows`)).status).toBe(404)
  })
})

describe('GET /api/sources/:source/windows', () => {
  it.each(['fromMs=x', 'toMs=-1', 'fromMs=1e9', 'fromMs=1&fromMs=2'])('refuses %s', async (query) => {
    expect((await fetch(`${server.url}/api/sources/fan-1/windows?${query}`)).status).toBe(400)
  })

  it('knows no window that was not judged', async () => {
    expect((await fetch(`${server.url}/api/sources/fan-1/windows/123`)).status).toBe(404)
    expect((await fetch(`${server.url}/api/sources/fan-1/windows/x`)).status).toBe(400)
  })
})
