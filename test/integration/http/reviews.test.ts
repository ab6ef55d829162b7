import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  Review,
  ReviewsAnswer,
  ThresholdsAnswer,
  ThresholdsProposal,
  WhatIfAnswer,
} from '../../../src/adapters/http/api.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { exploreDataset } from '../../../src/train/dataset-folder.ts'
import { findNormalRecordings } from '../../../src/train/learn/normal-recordings.ts'
import { serve } from './serve.ts'

const RATE = 8_000
const bundle = {
  labels: [
    { name: 'ok', message: 'All is well', normal: true },
    { name: 'fault', message: 'Fault', normal: false },
  ],
}
/** Alarms far from each other; the first and the third were false. */
const RAISED = [60_000, 160_000, 260_000, 360_000].map((ms) => 1_767_225_600_000 + ms)
const FALSE_SCORE = 0.85
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  server = await serve()
  const { clips, history, reviewStore, scene } = server
  scene.nowMs = RAISED[3] ?? 0
  await Promise.all([clips.start(), history.start(), reviewStore.start()])
  const start = (RAISED[0] ?? 0) - 60_000
  for (let second = 0; second < 420; second++) {
    const endMs = start + 1_000 * second
    const alarm = RAISED.findIndex((raisedMs) => endMs > raisedMs - 3_000 && endMs <= raisedMs + 5_000)
    const score = alarm < 0 ? 0.01 : alarm % 2 === 0 ? FALSE_SCORE : 0.95
    history.add('fan-1', { scores: [{ label: 'fault', score }], endMs, heardAtMs: endMs }, { bundle, chunkMs: 1_000 })
  }
  for (const raisedMs of RAISED) {
    const window = { startMs: raisedMs - 1_000, endMs: raisedMs }
    const head = {
      id: `${raisedMs}-fan-1`,
      source: 'fan-1',
      alarmId: idOf(raisedMs),
      label: 'fault',
      startMs: raisedMs - 1_500,
      raisedMs,
      window,
      sampleRateHz: RATE,
    }
    const y = Int16Array.from({ length: 2 * RATE }, (_, i) => i)
    await clips.begin(head, y, y.length)?.finish()
  }
})
afterAll(async () => {
  await Promise.all([server.history.stop(), server.reviewStore.stop()])
  await server[Symbol.asyncDispose]()
})

const idOf = (raisedMs = 0): string => `fan-1:raised:${raisedMs}`
const post = (path: string, body: unknown): Promise<Response> =>
  fetch(server.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const review = async (body: unknown): Promise<Review> => (await (await post('/api/reviews', body)).json()) as Review

describe('reviews', () => {
  it('say what the recording is, and a later one replaces an earlier one', async () => {
    const first = await review({ alarmId: idOf(RAISED[0]), judgement: 'right' })
    expect(first).toMatchObject({
      source: 'fan-1',
      alarmLabel: 'fault',
      label: 'fault',
      hasRecording: true,
      raisedMs: RAISED[0],
    })
    const second = await review({ alarmId: idOf(RAISED[0]), judgement: 'false-alarm', note: 'a forklift' })
    expect(second).toMatchObject({ judgement: 'false-alarm', label: 'ok', note: 'a forklift', hasRecording: true })
    await review({ alarmId: idOf(RAISED[1]), judgement: 'right' })
    await review({ alarmId: idOf(RAISED[2]), judgement: 'false-alarm' })
    await review({ alarmId: idOf(RAISED[3]), judgement: 'other-fault', label: '../Lager: Ölmangel' })
    const { reviews } = (await (await fetch(`${server.url}/api/reviews`)).json()) as ReviewsAnswer
    expect(reviews.map(({ judgement }) => judgement).sort()).toEqual([
      'false-alarm',
      'false-alarm',
      'other-fault',
      'right',
    ])
  })

  it.each([
    [{ alarmId: 'nobody', judgement: 'right' }, 404],
    [{ alarmId: '../../etc/passwd', judgement: 'right' }, 404],
    [{ alarmId: idOf(RAISED[0]), judgement: 'maybe' }, 400],
    [{ alarmId: idOf(RAISED[0]), judgement: 'right', label: 'x' }, 400],
    [{ alarmId: idOf(RAISED[0]), judgement: 'other-fault', label: ' ' }, 400],
    [{ alarmId: idOf(RAISED[0]), judgement: 'right', note: 'x'.repeat(1_001) }, 400],
    [{ alarmId: idOf(RAISED[0]), judgement: 'right', more: 1 }, 400],
    [[], 400],
  ])('are refused where they are not right: %j', async (body, status) => {
    expect((await post('/api/reviews', body)).status).toBe(status)
  })

  it('are a data set that train and learn read, each recording from the window of the alarm on', async () => {
    const response = await fetch(`${server.url}/api/reviews/dataset.zip`)
    expect(response.headers.get('content-type')).toBe('application/zip')
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const folder = await mkdtemp(join(tmpdir(), 'earshot-reviews-'))
    try {
      for (const [name, bytes] of Object.entries(files)) {
        expect(name).not.toMatch(/\.\.|^\//)
        await mkdir(join(folder, dirname(name)), { recursive: true })
        await writeFile(join(folder, name), bytes)
      }
      const { labels, recordings } = await exploreDataset(folder)
      expect(labels).toEqual(['-.-Lager- Ölmangel', 'fault', 'ok'])
      expect(recordings).toHaveLength(4)
      const normal = await findNormalRecordings(folder)
      expect(normal).toMatchObject({ leftOut: 2, recordings: [{ session: 'fan-1 2026-01-01' }, {}] })
      const wav = files[Object.keys(files).find((name) => name.startsWith('fault/')) ?? '']
      const { y } = decodeWav(wav ?? new Uint8Array(), { maxBytes: 1e6, maxSeconds: 10 })
      expect([y.length, Math.round((y[0] ?? 0) * 32_768)]).toEqual([1.5 * RATE, 0.5 * RATE])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('what if', () => {
  it('says what other thresholds would have done, and changes nothing', async () => {
    const answer = (await (
      await post('/api/what-if', { thresholds: { fault: { raiseAt: 0.9, clearAt: 0.5 } } })
    ).json()) as WhatIfAnswer
    expect(answer).toMatchObject({
      windows: 420,
      windowsDropped: 0,
      now: { raised: 4, falseAlarms: 2, missed: 0, perSource: [{ source: 'fan-1', raised: 4 }] },
      other: { raised: 2, falseAlarms: 0, missed: 0 },
    })
    expect(answer.changes).toMatchObject([
      { atMs: RAISED[0], change: 'no longer raised', judgement: 'false-alarm' },
      { atMs: RAISED[2], change: 'no longer raised', judgement: 'false-alarm' },
    ])
    expect(await (await fetch(`${server.url}/api/thresholds`)).json()).toMatchObject({
      applied: null,
      decidedBy: 'configuration',
    })
  })

  it('says when alarms would have come later, and which would have been missed', async () => {
    const later = (await (
      await post('/api/what-if', { alarm: { raiseWindows: { n: 5, of: 5 } } })
    ).json()) as WhatIfAnswer
    expect(later.changes.map(({ change }) => change)).toEqual(Array.from({ length: 4 }, () => 'raised later'))
    const missed = (await (await post('/api/what-if', { alarm: { raiseAt: 0.99 } })).json()) as WhatIfAnswer
    expect(missed.other).toMatchObject({ raised: 0, falseAlarms: 0, missed: 2 })
    const same = (await (await post('/api/what-if', {})).json()) as WhatIfAnswer
    expect([same.changes, same.other]).toEqual([[], same.now])
  })

  it.each([
    { thresholds: { fault: { raiseAt: 0.2, clearAt: 0.5 } } },
    { thresholds: { fault: { raiseAt: 2, clearAt: 0.5 } } },
    { alarm: { raiseWindows: { n: 6, of: 5 } } },
    { alarm: { labels: {} } },
    { alarm: { staleAfterMs: 0 } },
    { more: 1 },
    7,
  ])('refuses %j', async (body) => {
    expect((await post('/api/what-if', body)).status).toBe(400)
  })

  it('proposes thresholds that fit the reviews, which can be applied and taken off', async () => {
    const proposal = (await (await post('/api/thresholds/proposal', {})).json()) as ThresholdsProposal
    expect(proposal).toMatchObject({
      thresholds: { fault: { raiseAt: 0.9, clearAt: 0.5 } },
      reviews: 4,
      preview: { now: { falseAlarms: 2 }, other: { falseAlarms: 0, missed: 0 } },
    })
    expect(proposal.reasons).toEqual([
      'fault: raises at 0.9 instead of 0.8; 2 of 2 false alarms are avoided, 2 of 2 faults are still found',
    ])
    const { thresholds } = proposal
    expect(await (await post('/api/thresholds', { thresholds })).json()).toEqual({
      inForce: thresholds,
      applied: thresholds,
      decidedBy: 'applied',
      windows: { inForce: { n: 3, of: 5 }, applied: null, decidedBy: 'configuration' },
    })
    const back = await fetch(`${server.url}/api/thresholds`, { method: 'DELETE' })
    expect(await back.json()).toEqual({
      inForce: { fault: { raiseAt: 0.8, clearAt: 0.5 } },
      applied: null,
      decidedBy: 'configuration',
      windows: { inForce: { n: 3, of: 5 }, applied: null, decidedBy: 'configuration' },
    })
    expect((await post('/api/thresholds', { thresholds: { fault: { raiseAt: 0.1, clearAt: 0.5 } } })).status).toBe(400)
  })

  it('applies how many windows must agree, which stays until it is said otherwise', async () => {
    const windowsAfter = async (body: unknown) => {
      const answer = (await (await post('/api/thresholds', body)).json()) as ThresholdsAnswer
      return answer.windows
    }
    const applied = { inForce: { n: 2, of: 4 }, applied: { n: 2, of: 4 }, decidedBy: 'applied' }
    expect(await windowsAfter({ thresholds: {}, raiseWindows: { n: 2, of: 4 } })).toEqual(applied)
    expect(await windowsAfter({ thresholds: {} })).toEqual(applied)
    expect((await post('/api/thresholds', { thresholds: {}, raiseWindows: { n: 5, of: 4 } })).status).toBe(400)
    expect(await windowsAfter({ thresholds: {}, raiseWindows: null })).toMatchObject({ inForce: { n: 3, of: 5 } })
    await fetch(`${server.url}/api/thresholds`, { method: 'DELETE' })
  })

  it('takes up no further source when the time for an answer is over, and says so', async () => {
    const all = (await (await post('/api/what-if', {})).json()) as WhatIfAnswer
    expect(all.sources).toEqual({ replayed: 1, of: 1 })
    const [endMs, scores] = [RAISED[0] ?? 0, [{ label: 'fault', score: 0.1 }]]
    for (const source of ['a-fan', 'b-fan', 'c-fan']) {
      server.history.add(source, { endMs, heardAtMs: endMs, scores }, { bundle, chunkMs: 1_000 })
    }
    server.scene.whatIfMsPerSource = 11_000
    const some = (await (await post('/api/what-if', {})).json()) as WhatIfAnswer
    server.scene.whatIfMsPerSource = 0
    expect(some.sources).toEqual({ replayed: 2, of: 4 })
    expect(some.now.perSource.map(({ source }) => source)).toEqual(['fan-1', 'a-fan'])
  })
})
