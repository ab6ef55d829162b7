import { describe, expect, it } from 'vitest'
import { AudioError, ChunkError, NotFoundError } from '../../../src/errors.ts'
import type { JudgedWindow, PipelineUpdate } from '../../../src/pipeline/source-status.ts'
import { LevelScorer } from '../../level-scorer.ts'
import { until } from '../../until.ts'
import { listening, START_MS } from './listening.ts'

describe('the flow', () => {
  it('makes a verdict of every window, in order, with its time and its indicators', async () => {
    const { hear, settled, sink } = listening()
    hear('fan-1', 0.1, { seconds: 3 })
    await settled(5)
    expect(sink.verdicts.map(({ window }) => window.startMs - START_MS)).toEqual([0, 500, 1_000, 1_500, 2_000])
    expect(sink.verdicts[0]).toMatchObject({
      source: 'fan-1',
      label: 'quiet',
      anomaly: false,
      model: { name: 'level' },
    })
    expect(sink.verdicts[0]?.indicators.rmsDbfs).toBeCloseTo(-23, 0)
    expect(sink.verdicts[0]?.inferenceMs).toBeGreaterThanOrEqual(0)
  })

  it('raises and clears an alarm, as an event and as the present state', async () => {
    const { hear, settled, sink, metrics } = listening()
    hear('fan-1', 0.7, { seconds: 2 })
    hear('fan-1', 0, { seconds: 3 })
    await settled(9)
    expect(sink.events.map(({ type }) => type)).toEqual(['earshot.alarm.raised', 'earshot.alarm.cleared'])
    expect(sink.states).toEqual(sink.events)
    const [raised, cleared] = sink.events
    expect(raised?.id).toBe(`fan-1:raised:${raised?.data.window.endMs}`)
    expect(raised).toMatchObject({
      source: '/earshot/press-7/fan-1',
      data: { label: 'loud', message: 'Too loud', Anomaly: true },
    })
    expect(cleared?.data).toMatchObject({ label: 'loud', message: 'Too loud', Anomaly: false })
    expect(metrics.get('earshot_alarm_events_total', { source: 'fan-1', state: 'raised', label: 'loud' })).toBe(1)
  })

  it('keeps sources apart', async () => {
    const { hear, settled, pipeline } = listening()
    for (let i = 0; i < 4; i++) {
      hear('well', 0.05)
      hear('broken', 0.7)
    }
    await settled(14)
    expect(pipeline.sources().map(({ source, alarm }) => [source, alarm.state])).toEqual([
      ['well', 'quiet'],
      ['broken', 'raised'],
    ])
  })

  it('counts and tells what is out of order, and no window spans a gap', async () => {
    const { hear, settled, pipeline, sink } = listening()
    const updates: PipelineUpdate[] = []
    pipeline.onUpdate((update) => updates.push(update))
    hear('fan-1', 0.1, { seconds: 2 })
    hear('fan-1', 0.1, { seconds: 1, skipSeconds: 3 })
    await settled(4)
    expect(sink.verdicts.map(({ window }) => window.startMs - START_MS)).toEqual([0, 500, 1_000, 5_000])
    expect(pipeline.sources()[0]?.counts.irregularities).toEqual({ gap: 1 })
    expect(updates.filter(({ kind }) => kind === 'irregular')).toEqual([
      { kind: 'irregular', source: 'fan-1', irregularities: ['gap'] },
    ])
  })

  it('judges the last window of a recording that ended, once nothing more comes', async () => {
    const { hear, settled, pass, pipeline, sink } = listening({
      scorer: new LevelScorer('22k', {
        sampleRateHz: 11_025,
        resampler: 'kaiser_fast',
        windowLength: 11_025,
        hopLength: 11_025,
      }),
    })
    await pipeline.start()
    hear('fan-1', 0.1, { seconds: 2 })
    await settled(1)
    pass(2_000)
    await settled(2)
    expect(sink.verdicts).toHaveLength(2)
    await pipeline.stop()
  })

  it('goes on when a sink or an observer fails', async () => {
    const { hear, settled, pipeline, sink, log } = listening()
    const fail = (): never => {
      throw new Error('broken')
    }
    pipeline.addSink({ name: 'broken', verdict: fail, state: fail, event: () => Promise.reject(new Error('broken')) })
    pipeline.onUpdate(fail)
    hear('fan-1', 0.7, { seconds: 2 })
    await settled(3)
    expect(sink.verdicts).toHaveLength(3)
    expect(sink.events).toHaveLength(1)
    const failed = () => log.lines.filter(({ level }) => level === 'error').map(({ text }) => text)
    await until(() => failed().length === 9, 'three verdicts, an event and a state, and four updates, are logged')
    expect(new Set(failed())).toEqual(new Set(['a way out did not take a result', 'an observer failed']))
  })
})

describe('bad input', () => {
  it('is counted by code, kept for people, and shown with a known source; an unknown one is not made', async () => {
    const { hear, settled, pipeline, metrics, log, time } = listening()
    hear('fan-1', 0.1)
    await settled(1)
    for (let i = 0; i < 60; i++) pipeline.refuse(new ChunkError(`no. ${i}`), 'fan-1')
    pipeline.refuse(new ChunkError('who?'), 'stranger')
    expect(metrics.get('earshot_chunks_refused_total', { code: 'EARSHOT_CHUNK_INVALID' })).toBe(61)
    expect(pipeline.refusals()).toHaveLength(50)
    expect(pipeline.refusals().at(-1)).toEqual({
      code: 'EARSHOT_CHUNK_INVALID',
      message: 'who?',
      source: 'stranger',
      atMs: time.nowMs,
    })
    expect(pipeline.sources()).toHaveLength(1)
    expect(pipeline.sources()[0]).toMatchObject({ refusal: { message: 'no. 59' }, counts: { chunksRefused: 60 } })
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
    time.nowMs += 10_000
    pipeline.refuse(new ChunkError('still'))
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2)
  })

  it('does not reveal what an unexpected error says', () => {
    const { pipeline } = listening()
    pipeline.refuse(new TypeError('secret'))
    expect(pipeline.refusals()[0]).toMatchObject({ code: 'EARSHOT_INTERNAL' })
    expect(JSON.stringify(pipeline.refusals())).not.toContain('secret')
  })

  it('that the stream refuses changes nothing else', async () => {
    const { hear, settled, pipeline, sink } = listening()
    hear('fan-1', 0.1)
    pipeline.accept({
      source: 'fan-1',
      y: new Float32Array(16_000),
      sampleRateHz: 16_000,
      channels: 1,
      receivedAtMs: START_MS,
    })
    hear('fan-1', 0.1)
    await settled(3)
    expect(sink.verdicts).toHaveLength(3)
    expect(pipeline.sources()[0]?.refusal?.code).toBe('EARSHOT_AUDIO_RATE')
  })
})

describe('the table of sources', () => {
  it('is bounded: further ones are refused by name and counted', async () => {
    const { hear, settled, pipeline, metrics } = listening({ limits: { maxSources: 2 } })
    for (const source of ['a', 'b', 'c']) hear(source, 0.1)
    await settled(2)
    expect(pipeline.sources().map(({ source }) => source)).toEqual(['a', 'b'])
    expect(pipeline.refusals()[0]?.message).toContain('source c is not listened to')
    expect(metrics.get('earshot_chunks_refused_total', { code: 'EARSHOT_OVERLOADED' })).toBe(1)
  })

  it('forgets the longest silent source for a new one, but never one whose alarm stands', async () => {
    const { hear, settled, pipeline, time, metrics } = listening({ limits: { maxSources: 3, forgetAfterMs: 60_000 } })
    hear('broken', 0.7, { seconds: 2 })
    hear('first', 0.1)
    await settled(4)
    time.nowMs += 30_000
    hear('second', 0.1)
    await settled(5)
    time.nowMs += 40_000
    hear('new', 0.1)
    const kept = ['broken', 'second', 'new']
    expect(pipeline.sources().map(({ source }) => source)).toEqual(kept)
    const counted = [...metrics.values.keys()].map((key) => /source=([^,}]*)/.exec(key)?.[1])
    expect([...new Set(counted)].filter((source) => source !== undefined)).toEqual(kept)
  })

  it('lets one whose alarm is long stale make room, and takes its alarm up again when it speaks', async () => {
    const { hear, settled, pass, pipeline, sink, time } = listening({
      limits: { maxSources: 1, forgetAfterMs: 60_000 },
    })
    await pipeline.start()
    hear('gone', 0.7, { seconds: 2 })
    await settled(3)
    pass(40_000)
    hear('new', 0.1)
    expect(pipeline.sources().map(({ source }) => source)).toEqual(['gone'])
    time.nowMs += 60_000
    hear('new', 0.1)
    await settled(1)
    expect(pipeline.sources().map(({ source }) => source)).toEqual(['new'])
    expect(sink.events.map(({ type }) => type)).toEqual(['earshot.alarm.raised', 'earshot.alarm.stale'])

    time.nowMs += 70_000
    hear('gone', 0, { seconds: 2 })
    await settled(3)
    expect(sink.events[2]).toMatchObject({ type: 'earshot.alarm.cleared', subject: 'gone', data: { label: 'loud' } })
  })
})

describe('a source that falls silent', () => {
  it('has its alarm marked stale, once, and resumed when it speaks again', async () => {
    const { hear, settled, pass, pipeline, sink, metrics } = listening()
    await pipeline.start()
    const updates: string[] = []
    pipeline.onUpdate(({ kind }) => updates.push(kind))
    hear('fan-1', 0.7, { seconds: 2 })
    await settled(3)
    pass(30_000)
    expect(pipeline.sources()[0]?.state).toBe('live')
    pass(2_000)
    pass(2_000)
    expect(sink.events.map(({ data }) => data.state)).toEqual(['raised', 'stale'])
    expect(sink.events[1]?.data).toMatchObject({ label: 'loud', message: 'Too loud' })
    expect(pipeline.sources()[0]).toMatchObject({ state: 'silent', alarm: { state: 'stale', label: 'loud' } })
    expect(updates.filter((kind) => kind === 'silent')).toHaveLength(1)
    expect(metrics.get('earshot_sources')).toBe(0)
    hear('fan-1', 0.7)
    await until(() => sink.events.length === 3, 'the alarm is raised again')
    expect(sink.events[2]?.data.state).toBe('raised')
    expect(new Set(sink.events.map(({ id }) => id)).size).toBe(3)
    await pipeline.stop()
  })

  it('is not silent between chunks that are longer than the staleness period', async () => {
    const { hear, settled, pass, pipeline, sink } = listening()
    await pipeline.start()
    hear('fan-1', 0.7, { seconds: 60, chunkSeconds: 60 })
    await settled(119)
    pass(59_000)
    expect(sink.events.map(({ data }) => data.state)).toEqual(['raised'])
    await pipeline.stop()
  })
})

describe('the first state of a source', () => {
  it('is published with the first verdict, so that what a former process left retained is corrected', async () => {
    const { hear, settled, sink } = listening()
    hear('fan-1', 0.1, { seconds: 2 })
    await settled(3)
    expect(sink.events).toEqual([])
    expect(sink.states).toHaveLength(1)
    expect(sink.states[0]).toMatchObject({ type: 'earshot.alarm.cleared', data: { label: 'quiet', Anomaly: false } })
  })

  it('does not clear an alarm that goes on over the restart', async () => {
    const { hear, settled, sink } = listening()
    hear('fan-1', 0.7, { seconds: 2 })
    await settled(3)
    expect(sink.states.map(({ data }) => data.state)).toEqual(['raised'])
  })
})

describe('a question', () => {
  it('is answered from the latest sound and leaves the alarm alone', async () => {
    const { hear, settled, pipeline, sink } = listening()
    hear('fan-1', 0.1)
    hear('fan-1', 0.7, { seconds: 1.25, chunkSeconds: 0.25 })
    await settled(3)
    const scored = sink.verdicts.length
    const verdict = await pipeline.scoreNow('fan-1')
    expect(verdict).toMatchObject({ source: 'fan-1', label: 'loud', window: { startMs: START_MS + 1_250 } })
    expect(sink.verdicts).toHaveLength(scored)
    expect(pipeline.sources()[0]?.counts.windowsScored).toBe(scored)
  })

  it('is refused by name where there is no such source, or not enough of it', async () => {
    const { hear, pipeline } = listening()
    await expect(pipeline.scoreNow('nobody')).rejects.toThrow(NotFoundError)
    hear('fan-1', 0.1, { seconds: 0.5, chunkSeconds: 0.5 })
    await until(() => pipeline.sources()[0]?.counts.chunksReceived === 1, 'the chunk is there')
    await expect(pipeline.scoreNow('fan-1')).rejects.toThrow(AudioError)
  })
})

describe('a silenced source', () => {
  it('raises no alarm until the silence is over', async () => {
    const { hear, settled, pipeline, sink, time } = listening()
    hear('fan-1', 0.1)
    await settled(1)
    pipeline.silence('fan-1', { untilMs: START_MS + 60_000, reason: 'new bearing' })
    hear('fan-1', 0.7, { seconds: 2 })
    await settled(5)
    expect(sink.events).toEqual([])
    expect(pipeline.sources()[0]?.silence?.reason).toBe('new bearing')
    time.nowMs = START_MS + 60_000
    hear('fan-1', 0.7)
    await settled(7)
    expect(sink.events.map(({ data }) => data.state)).toEqual(['raised'])
    expect(pipeline.sources()[0]?.silence).toBeNull()
  })

  it('must be a known one, and can be heard again before the time', async () => {
    const { hear, settled, pipeline } = listening()
    expect(() => pipeline.silence('nobody', null)).toThrow(NotFoundError)
    hear('fan-1', 0.1)
    await settled(1)
    pipeline.silence('fan-1', { untilMs: START_MS + 60_000, reason: 'new bearing' })
    pipeline.silence('fan-1', null)
    expect(pipeline.sources()[0]?.silence).toBeNull()
  })
})

describe('judged windows', () => {
  it('are told with the reason why they did or did not alarm', async () => {
    const { hear, settled, pipeline } = listening()
    const told: JudgedWindow[] = []
    pipeline.onUpdate((update) => update.kind === 'judged' && told.push(update.judged))
    hear('fan-1', 0.7, { seconds: 2.5, chunkSeconds: 0.5 })
    await settled(4)
    expect(told.map(({ explanation }) => explanation.reason)).toEqual([
      'too-few-windows',
      'raised',
      'above-clear-threshold',
      'above-clear-threshold',
    ])
    expect(told[1]?.explanation.windows).toEqual({ towards: 'raise', met: 2, n: 2, of: 3 })
    expect(pipeline.sources()[0]?.last).toEqual(told[3])
  })

  it('are judged by a new rule from the next one on, and a wrong rule changes nothing', async () => {
    const { hear, settled, pipeline } = listening()
    const loose = {
      raiseAt: 0.1,
      clearAt: 0.05,
      labels: {},
      raiseWindows: { n: 1, of: 1 },
      clearWindows: { n: 1, of: 1 },
      minimumHoldMs: 0,
      cooldownMs: 0,
      staleAfterMs: 30_000,
    }
    hear('fan-1', 0.2, { seconds: 2 })
    await settled(3)
    expect(() => pipeline.useRule({ ...loose, clearAt: 0.9 })).toThrow('clearAt')
    expect(pipeline.sources()[0]?.alarm.state).toBe('quiet')
    pipeline.useRule(loose)
    hear('fan-1', 0.2)
    await settled(5)
    expect(pipeline.sources()[0]?.alarm.state).toBe('raised')
  })
})
