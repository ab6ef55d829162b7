import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvidenceAnswer, EvidenceClip, MelColumns } from '../../../src/adapters/http/api.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { toInt16 } from '../../../src/pipeline/sound/sound-piece.ts'
import { tone } from '../../signals.ts'
import { serve } from './serve.ts'

const RATE = 16_000
const y = toInt16(tone(2 * RATE, { hz: 1_000, sampleRateHz: RATE, amplitude: 0.5 }))
const ID = '1700000000000-fan-1'
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve()
  await server.clips.start()
  const window = { startMs: 0, endMs: 1_000 }
  const head = {
    id: ID,
    source: 'fan-1',
    alarmId: 'fan-1:raised:1000',
    label: 'fault',
    startMs: 0,
    raisedMs: 1_000,
    window,
    sampleRateHz: RATE,
  }
  await server.clips.begin(head, y, y.length)?.finish()
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/api/evidence${path}`, { headers })

describe('the recordings of alarms', () => {
  it('are listed, all or of one source', async () => {
    const { clips } = (await (await get('')).json()) as EvidenceAnswer
    expect(clips).toMatchObject([
      { id: ID, isComplete: true, durationSeconds: 2, bytes: 64_044, alarmId: 'fan-1:raised:1000' },
    ])
    expect(await (await get('?source=fan-2')).json()).toEqual({ clips: [] })
    expect((await get('?source=a&source=b')).status).toBe(400)
    expect(((await (await get(`/${ID}`)).json()) as EvidenceClip).label).toBe('fault')
  })

  it('can be heard', async () => {
    const response = await get(`/${ID}/audio.wav`)
    expect(response.headers.get('content-type')).toBe('audio/wav')
    expect(response.headers.get('content-length')).toBe('64044')
    const clip = decodeWav(new Uint8Array(await response.arrayBuffer()), { maxBytes: 1e6, maxSeconds: 10 })
    expect(toInt16(clip.y)).toEqual(y)
  })

  it.each([
    ['bytes=0-3', 206, 'bytes 0-3/64044', 4],
    ['bytes=40-47', 206, 'bytes 40-47/64044', 8],
    ['bytes=64000-', 206, 'bytes 64000-64043/64044', 44],
    ['bytes=-10', 206, 'bytes 64034-64043/64044', 10],
    ['bytes=0-999999', 206, 'bytes 0-64043/64044', 64_044],
    ['bytes=64044-', 416, 'bytes */64044', 0],
    ['bytes=5-2', 200, null, 64_044],
    ['seconds=1-2', 200, null, 64_044],
  ])('can be heard in part: %s', async (range, status, said, length) => {
    const whole = new Uint8Array(await (await get(`/${ID}/audio.wav`)).arrayBuffer())
    const response = await get(`/${ID}/audio.wav`, { range })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([response.status, response.headers.get('content-range'), bytes.length]).toEqual([status, said, length])
    const start = Number(/bytes (\d+)/.exec(said ?? '')?.[1] ?? 0)
    expect(bytes).toEqual(whole.subarray(start, start + length))
  })

  it('can be seen', async () => {
    const { columns, frequenciesHz, stepMs } = (await (await get(`/${ID}/spectrogram`)).json()) as MelColumns
    const bytes = Buffer.from(columns, 'base64')
    expect([bytes.length, stepMs]).toEqual([39 * 64, 50])
    const loudest = bytes
      .subarray(20 * 64, 21 * 64)
      .reduce((best, value, i, all) => (value > (all[best] ?? 0) ? i : best), 0)
    expect(Math.abs((frequenciesHz[loudest] ?? 0) - 1_000)).toBeLessThan(80)
  })

  it.each([
    '/nothing',
    '/1-fan-1',
    `/..%2f${ID}`,
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    `/${ID}%00`,
    `/${'9'.repeat(90)}`,
  ])('are not what somebody makes up: %s', async (path) => {
    for (const end of ['', '/audio.wav', '/spectrogram']) expect((await get(path + end)).status).toBe(404)
  })
})
