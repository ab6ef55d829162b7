import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScoreAnswer } from '../../../src/adapters/http/recording-api.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { damagedFiles, seededRandom } from '../../unit/audio/damage.ts'
import { MAX_BODY_BYTES, serve } from './serve.ts'

let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server[Symbol.asyncDispose]())

const FORM = { 'content-type': 'multipart/form-data; boundary=x' }
const tone = Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin(0.3 * i))
const wav = encodeWav(tone, 16_000, { bitDepth: 16 })

interface Answer {
  readonly error: { readonly code: string }
  readonly Details: { readonly Probabilities: readonly number[] }
}

function form(bytes: Uint8Array, part = 'file'): FormData {
  const body = new FormData()
  body.append(part, new Blob([bytes]), 'recording.wav')
  return body
}

const post = (
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(`${server.url}${path}`, { method: 'POST', body, headers })

describe('POST /inference', () => {
  it('answers as the original service did, field for field', async () => {
    const response = await post('/inference', form(wav))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({ Anomaly: false, Details: { Message: 'OK', Probabilities: [0.5, 0.5] } })
  })

  it('takes the part file without a file name', async () => {
    const head = '--x\r\ncontent-disposition: form-data; name=file\r\n\r\n'
    const body = Buffer.concat([Buffer.from(head), wav, Buffer.from('\r\n--x--')])
    expect((await post('/inference', body, FORM)).status).toBe(200)
  })

  it('takes the part file, whatever else the form holds', async () => {
    const body = new FormData()
    body.append('note', 'press 7')
    body.append('picture', new Blob(['not a recording']), 'picture.png')
    body.append('file', new Blob([wav]), 'recording.wav')
    expect((await post('/inference', body)).status).toBe(200)
  })

  it.each([
    ['a form without the part', form(wav, 'sound'), {}, 400, 'EARSHOT_REQUEST_INVALID', /no part named file/],
    ['an empty form', '--x--\r\n', FORM, 400, 'EARSHOT_REQUEST_INVALID', /part named file/],
    ['no body at all', '', FORM, 400, 'EARSHOT_REQUEST_INVALID', /form/],
    [
      'a form that is cut off',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nRIFF',
      FORM,
      400,
      'EARSHOT_REQUEST_INVALID',
      /cut off/,
    ],
    [
      'a form without a boundary',
      'hello',
      { 'content-type': 'multipart/form-data' },
      400,
      'EARSHOT_REQUEST_INVALID',
      /boundary/,
    ],
    ['another boundary', '--y\r\n\r\n--y--', FORM, 400, 'EARSHOT_REQUEST_INVALID', /boundary/],
    [
      'a part called __proto__',
      '--x\r\ncontent-disposition: form-data; name="__proto__"; filename="a"\r\n\r\nRIFF\r\n--x--',
      FORM,
      400,
      'EARSHOT_REQUEST_INVALID',
      /form/,
    ],
    [
      'the plain recording',
      wav,
      { 'content-type': 'audio/wav' },
      415,
      'EARSHOT_REQUEST_INVALID',
      /multipart\/form-data/,
    ],
    ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'EARSHOT_REQUEST_INVALID', /multipart\/form-data/],
    ['a compressed body', form(wav), { 'content-encoding': 'gzip' }, 415, 'EARSHOT_REQUEST_INVALID', /compressed/],
    ['an unknown type', 'x', { 'content-type': 'text/csv' }, 415, 'EARSHOT_REQUEST_INVALID', /audio\/wav/],
    ['an empty recording', form(new Uint8Array()), {}, 400, 'EARSHOT_AUDIO_EMPTY', /./],
    [
      'something that is no WAV',
      form(Buffer.from('hello, I am no WAV file at all, not even close')),
      {},
      400,
      'EARSHOT_AUDIO_DAMAGED',
      /./,
    ],
    [
      'a recording that is too large',
      form(new Uint8Array(MAX_BODY_BYTES + 1)),
      {},
      413,
      'EARSHOT_AUDIO_TOO_LARGE',
      /maxBodyBytes/,
    ],
    [
      'a recording that is too long',
      form(encodeWav(new Float32Array(21 * 4_000), 4_000, { bitDepth: 16 })),
      {},
      413,
      'EARSHOT_AUDIO_TOO_LARGE',
      /./,
    ],
  ])('refuses %s', async (_what, body, headers, status, code, message) => {
    const response = await post('/inference', body, headers)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(message) } })
    expect(response.status).toBe(status)
  })

  it('refuses a body of unknown length as soon as it is too large', async () => {
    const chunk = Buffer.alloc(64 * 1024)
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    async function* endless() {
      yield Buffer.from(head)
      for (let n = 0; n < 2 * (MAX_BODY_BYTES / chunk.length); n++) yield chunk
      yield Buffer.from('\r\n--x--\r\n')
    }
    const response = await fetch(`${server.url}/inference`, {
      method: 'POST',
      body: ReadableStream.from(endless()),
      headers: FORM,
      duplex: 'half',
    })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'EARSHOT_AUDIO_TOO_LARGE' } })
  })
})

describe('POST /api/score', () => {
  const verdict = {
    label: 'ok',
    message: 'OK',
    anomaly: false,
    score: 0.5,
    probabilities: [0.5, 0.5],
    model: { name: 'small', version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  }

  it.each(['audio/wav', 'audio/x-wav', 'application/octet-stream'])('takes a recording as %s', async (type) => {
    const response = await post('/api/score?model=small', wav, { 'content-type': type })
    expect(await response.json()).toEqual(verdict)
  })

  it('takes a form, and the live model when none is named', async () => {
    expect(await (await post('/api/score', form(wav))).json()).toEqual(verdict)
  })

  it.each([
    ['other', 404, 'EARSHOT_NOT_FOUND'],
    ['..', 404, 'EARSHOT_NOT_FOUND'],
    ['../small', 404, 'EARSHOT_NOT_FOUND'],
    ['small&model=small', 400, 'EARSHOT_REQUEST_INVALID'],
  ])('refuses the model %s', async (model, status, code) => {
    const response = await post(`/api/score?model=${model}`, wav, { 'content-type': 'audio/wav' })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  })

  describe('with features=true', () => {
    const ask = async (query: string, body = wav): Promise<ScoreAnswer> =>
      (await (
        await post(`/api/score?model=small${query}`, body, { 'content-type': 'audio/wav' })
      ).json()) as ScoreAnswer
    const numbers = (base64 = ''): number[] => {
      const bytes = Buffer.from(base64, 'base64')
      return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
    }
    // 3 s with a word of 0.2 s at 1.9 s.
    const spoken = new Float32Array(48_000)
    spoken.set(tone.subarray(0, 3_200), 30_400)
    const recording = encodeWav(spoken, 16_000, { bitDepth: '32f' })

    it('shows what the verdict was made of', async () => {
      const { clip, features = [], ...rest } = await ask('&features=true')
      expect(rest).toEqual(verdict)
      expect(clip).toMatchObject({ durationSeconds: 1, sampleRateHz: 16_000, channels: 1 })
      expect(clip?.peakDbfs).toBeCloseTo(20 * Math.log10(0.5), 1)
      expect(clip?.part).toEqual({ startSeconds: 0, endSeconds: 1 })
      expect(features.map(({ kind, rows, columns }) => [kind, rows, columns])).toEqual([
        ['mfcc', 3, 4],
        ['log-mel', 128, 4],
      ])
      expect(numbers(features[0]?.values)).toHaveLength(12)
      const { highest = '', lowest = '', stepSeconds = 0 } = clip?.waveform ?? {}
      expect(Math.max(...numbers(highest))).toBeCloseTo(0.5, 3)
      expect(Math.min(...numbers(lowest))).toBeCloseTo(-0.5, 3)
      expect(numbers(highest).length * stepSeconds).toBeCloseTo(1, 1)
    })

    it('finds the loudest part, as long as a window, and gives the verdict of that', async () => {
      const { clip, features = [] } = await ask('&features=true&from=loudest', recording)
      const { startSeconds = 0, endSeconds = 0 } = clip?.part ?? {}
      expect(endSeconds - startSeconds).toBeCloseTo(1, 6)
      expect(Math.abs(startSeconds - 1.5)).toBeLessThanOrEqual(0.02)
      const part = spoken.slice(Math.round(startSeconds * 16_000), Math.round(endSeconds * 16_000))
      const alone = await ask('&features=true', encodeWav(part, 16_000, { bitDepth: '32f' }))
      expect(features).toEqual(alone.features)
    })

    it('takes a part by its beginning', async () => {
      expect((await ask('&features=true&from=2.25', recording)).clip?.part).toEqual({
        startSeconds: 2.25,
        endSeconds: 3,
      })
    })

    it('says how silent silence is', async () => {
      const silence = encodeWav(new Float32Array(16_000), 16_000, { bitDepth: 16 })
      expect((await ask('&features=true', silence)).clip?.peakDbfs).toBe(-120)
    })

    it.each(['&from=3', '&from=-1', '&from=', '&from=soon', '&from=1&from=2', '&features=yes'])(
      'refuses %s',
      async (query) => {
        const response = await post(`/api/score?model=small${query}`, recording, { 'content-type': 'audio/wav' })
        expect(response.status).toBe(400)
        expect(await response.json()).toMatchObject({ error: { code: 'EARSHOT_REQUEST_INVALID' } })
      },
    )
  })

  it('does not mix recordings that come at once, some of them cut off', async () => {
    const recordings = Array.from({ length: 12 }, (_, i) => {
      const y = Float32Array.from(
        { length: 16_000 + 400 * (i % 3) },
        (_, t) => ((i + 1) / 20) * Math.sin(0.1 * (i + 1) * t),
      )
      return encodeWav(y, 16_000, { bitDepth: 16 })
    })
    const ask = async (bytes: Uint8Array): Promise<unknown> =>
      (await post('/api/score?features=true', bytes, { 'content-type': 'audio/wav' })).json()
    const oneByOne: unknown[] = []
    for (const bytes of recordings) oneByOne.push(await ask(bytes))
    const { hostname, port } = new URL(server.url)
    const cutOff = recordings.map(async (bytes) => {
      const socket = connect(Number(port), hostname)
      const head = `POST /api/score HTTP/1.1\r\nhost: x\r\ncontent-type: audio/wav\r\ncontent-length: ${bytes.length}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, bytes.length / 2)]), () => socket.destroy())
      await once(socket, 'close')
    })
    const atOnce = await Promise.all(recordings.map(ask))
    await Promise.all(cutOff)
    expect(atOnce).toEqual(oneByOne)
    expect(new Set(oneByOne.map((answer) => JSON.stringify(answer))).size).toBe(recordings.length)
  })

  it('refuses an empty body', async () => {
    const response = await post('/api/score', '', { 'content-type': 'audio/wav' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: expect.stringMatching(/EMPTY|REQUEST_INVALID/) } })
  })
})

describe('2,000 damaged recordings', () => {
  const { cases } = JSON.parse(
    readFileSync(new URL('../../golden/libsndfile/cases.json', import.meta.url), 'utf8'),
  ) as { cases: readonly { wav: string }[] }
  const files = [wav, ...cases.map((entry) => new Uint8Array(Buffer.from(entry.wav, 'base64')))]

  /** Some are damaged as forms too. */
  function* requests(count: number): Generator<{ body: Uint8Array; headers: Record<string, string> }> {
    const random = seededRandom(7)
    const headers = { 'content-type': 'multipart/form-data; boundary=frontier' }
    for (const bytes of damagedFiles(files, count, 20_261_122)) {
      const head = Buffer.from('--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n')
      const body = Buffer.concat([head, bytes, Buffer.from('\r\n--frontier--\r\n')])
      if (random(5) === 0) body[random(head.length)] = random(256)
      yield { body: random(20) === 0 ? body.subarray(0, random(body.length)) : body, headers }
    }
  }

  it('are each scored or refused by name, within a second, and harm nothing', { timeout: 120_000 }, async () => {
    const outcomes = new Map<string, number>()
    let slowestMs = 0
    for (const { body, headers } of requests(2_000)) {
      const startMs = performance.now()
      const response = await post('/inference', body, headers)
      const answer = (await response.json()) as Answer
      slowestMs = Math.max(slowestMs, performance.now() - startMs)
      const outcome = response.status === 200 ? 'scored' : answer.error.code
      if (response.status === 200) expect(answer.Details.Probabilities).toHaveLength(2)
      else {
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
        expect(answer).toEqual({ error: { code: expect.stringMatching(/^EARSHOT_/), message: expect.any(String) } })
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    expect(slowestMs).toBeLessThan(1_000)
    expect([...outcomes.keys()]).toEqual(
      expect.arrayContaining(['scored', 'EARSHOT_AUDIO_DAMAGED', 'EARSHOT_REQUEST_INVALID']),
    )
    expect((await post('/inference', form(wav))).status).toBe(200)
    expect(server.scene.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})
