import { expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { bundleScorer } from '../../../src/pipeline/bundle-scorer.ts'
import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { loudnessBundle, RATE_HZ, sound } from '../../loudness-bundle.ts'
import { remembering } from '../../remembering.ts'
import { until } from '../../until.ts'
import { FAULTY_THREAD, startListening } from './listening.ts'

const chunk = (seq: number, seconds = 1) => ({
  source: 'fan-1',
  y: sound(seconds, 0.05 + 0.1 * (seq % 2), seq),
  sampleRateHz: RATE_HZ,
  channels: 1,
  seq,
  receivedAtMs: 0,
})

it('finds in a window on a thread what is found on this one', async () => {
  await using listening = await startListening({ count: 2 })
  const here = await createScorer(loudnessBundle(), await loadEngine({ ...findEngineFiles(), preferred: 'cpu' }))
  const streams = [
    { stream: remembering(listening.threads.openStream)('fan-1'), scorer: bundleScorer(listening.scorer) },
    { stream: remembering(openSourceStream)('fan-1'), scorer: bundleScorer(here) },
  ]
  for (let seq = 0; seq < 6; seq++) {
    const [there, local] = await Promise.all(
      streams.map(async ({ stream, scorer }) => {
        const { windows, irregularities } = await stream.push(chunk(seq), scorer)
        const findings = await Promise.all(windows.map((window) => window.score()))
        const times = windows.map(({ startMs, endMs }) => [startMs, endMs])
        return { findings, times, irregularities }
      }),
    )
    expect(there).toEqual(local)
    expect(there?.findings.length).toBeGreaterThan(0)
  }
  const [latest, local] = await Promise.all(
    streams.map(async ({ stream, scorer }) => (await stream.latest(scorer))?.score()),
  )
  expect(latest?.label).toBe('loud')
  expect(latest).toEqual(local)
})

it('takes the memory of the samples along, without a copy', async () => {
  await using listening = await startListening()
  const { y } = chunk(0)
  const { buffer } = y
  const stream = remembering(listening.threads.openStream)('fan-1')
  await stream.push({ ...chunk(0), y }, bundleScorer(listening.scorer))
  expect(buffer.byteLength).toBe(0)
})

it('leaves memory that holds something else as well where it is', async () => {
  await using listening = await startListening()
  const both = sound(2, 0.02)
  const before = both.slice()
  const stream = remembering(listening.threads.openStream)('fan-1')
  await stream.push({ ...chunk(0), y: both.subarray(0, RATE_HZ) }, bundleScorer(listening.scorer))
  expect(both).toEqual(before)
})

it('scores clips as this thread does, and says what is wrong with one', async () => {
  await using listening = await startListening({ count: 2 })
  const here = await createScorer(loudnessBundle(), await loadEngine({ ...findEngineFiles(), preferred: 'cpu' }))
  const clip = { y: sound(1, 0.5), sampleRateHz: RATE_HZ, channels: 1 }
  // Each is given away.
  const copy = () => ({ ...clip, y: clip.y.slice() })
  expect(await listening.scorer.scoreClip(copy())).toEqual(await here.scoreClip(copy()))
  expect(await listening.scorer.scoreSamples(copy().y)).toEqual(await here.scoreSamples(copy().y))
  await expect(listening.scorer.scoreClip({ ...clip, y: new Float32Array(0) })).rejects.toThrow(
    expect.objectContaining({ code: 'EARSHOT_AUDIO_EMPTY' }),
  )
})

it('refuses a damaged bundle by name, as the thread sees it, and an engine that is not there', async () => {
  await using listening = await startListening()
  const damaged = { ...loudnessBundle({ name: 'damaged' }), files: new Map<string, Uint8Array>() }
  await expect(listening.threads.openBundle(damaged)).rejects.toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^EARSHOT_(BUNDLE_INVALID|MODEL_MISMATCH)$/) }),
  )
  const engine = { ...findEngineFiles(), wasmDirectory: '/nowhere', preferred: 'wasm' } as const
  await expect(startListening({ engine })).rejects.toThrow(
    expect.objectContaining({ code: 'EARSHOT_ENGINE_UNAVAILABLE' }),
  )
})

it('exchanges the bundle without losing a window', async () => {
  await using listening = await startListening()
  const { pipeline, threads, scorer } = listening
  const other = await threads.openBundle(loudnessBundle({ version: '2.0.0', isInverse: true }))
  for (let i = 0; i < 5; i++) listening.hear('fan-1')
  await until(() => listening.verdictsOf('fan-1').length > 1, 'the first is at work')
  const released = pipeline.useScorer(bundleScorer(other))
  for (let i = 0; i < 5; i++) listening.hear('fan-1')
  await released
  scorer.dispose()
  await until(() => listening.verdictsOf('fan-1').length === 19, 'all 19 windows of 10 s are judged')
  const verdicts = listening.verdictsOf('fan-1')
  expect(new Set(verdicts.map(({ model }) => model.version))).toEqual(new Set(['1.0.0', '2.0.0']))
  expect(verdicts.map(({ window }) => window.startMs - (verdicts[0]?.window.startMs ?? 0))).toEqual(
    Array.from({ length: 19 }, (_, i) => i * 480),
  )
})

it.each(['ends', 'throws', 'hangs'])('goes on with another thread when one %s', async (fault) => {
  await using listening = await startListening({
    program: FAULTY_THREAD,
    limits: { hangMs: 3_000, pauseMs: 1 },
  })
  const { hear, pipeline, metrics, log, verdictsOf } = listening
  hear('fan-1', 3)
  await until(() => verdictsOf('fan-1').length === 5, 'it listens')
  hear(fault)
  await until(() => metrics.get('earshot_threads_restarted_total') === 1, 'the thread was replaced')
  hear('fan-1', 3)
  hear('fan-2', 1)
  await until(() => verdictsOf('fan-2').length === 1 && verdictsOf('fan-1').length === 10, 'it listens again')
  expect(pipeline.sources().find(({ source }) => source === fault)).toMatchObject({
    refusal: { code: 'EARSHOT_ENGINE_UNAVAILABLE' },
    counts: { chunksRefused: 1 },
  })
  expect(log.lines.filter(({ text }) => text.startsWith('a thread that listens was lost'))).toHaveLength(1)
})

it('fails what waits when it is ended, and does not begin again', async () => {
  const listening = await startListening()
  const stream = remembering(listening.threads.openStream)('fan-1')
  const scorer = bundleScorer(listening.scorer)
  const pushed = stream.push(chunk(0), scorer)
  await Promise.all([
    listening.threads.close(),
    expect(pushed).rejects.toThrow(expect.objectContaining({ code: 'EARSHOT_ENGINE_UNAVAILABLE' })),
  ])
  await expect(stream.push(chunk(1), scorer)).rejects.toThrow(
    expect.objectContaining({ code: 'EARSHOT_ENGINE_UNAVAILABLE' }),
  )
  expect(listening.metrics.get('earshot_threads_restarted_total') ?? 0).toBe(0)
})
