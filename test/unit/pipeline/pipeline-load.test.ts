import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EngineError, OverloadedError } from '../../../src/errors.ts'
import type { Verdict } from '../../../src/model/verdict.ts'
import { LevelScorer } from '../../level-scorer.ts'
import { until } from '../../until.ts'
import { listening } from './listening.ts'

/** A scorer that answers when it is told to. */
class HeldScorer extends LevelScorer {
  readonly held: { readonly y: Float32Array; readonly release: () => void }[] = []
  mostAtOnce = 0
  isHolding = true

  override async score(y: Float32Array): Promise<Verdict> {
    if (this.isHolding) {
      await new Promise<void>((release) => {
        this.held.push({ y, release })
        this.mostAtOnce = Math.max(this.mostAtOnce, this.held.length)
      })
    }
    return await super.score(y)
  }

  releaseOne(): void {
    this.held.shift()?.release()
  }

  releaseAll(): void {
    this.isHolding = false
    while (this.held.length > 0) this.releaseOne()
  }
}

describe('below capacity', () => {
  it('no window is lost when chunks come faster than windows are scored', async () => {
    const scorer = new HeldScorer()
    const { hear, settled, sink, pipeline } = listening({ scorer })
    hear('fan-1', 0.1, { seconds: 20 })
    await until(() => scorer.held.length === 1, 'scoring has begun')
    scorer.releaseAll()
    await settled(39)
    expect(sink.verdicts).toHaveLength(39)
    expect(pipeline.sources()[0]?.counts).toMatchObject({ windowsDropped: 0, chunksDropped: 0 })
  })

  it('no window of one long chunk is lost', async () => {
    const { hear, settled, sink } = listening()
    hear('fan-1', 0.1, { seconds: 60, chunkSeconds: 60 })
    await settled(119)
    expect(sink.verdicts).toHaveLength(119)
  })
})

describe('above capacity', () => {
  it('the oldest windows are shed and counted, and the newest is judged', async () => {
    const scorer = new HeldScorer()
    const { hear, settled, sink, metrics, pipeline } = listening({
      scorer,
      limits: { waitingSeconds: 4, waitingWindows: 2 },
    })
    for (let i = 0; i < 20; i++) {
      hear('fan-1', 0.1)
      await until(() => scorer.held.length === 1, 'scoring has begun')
      await new Promise((resolve) => setImmediate(resolve))
    }
    scorer.releaseAll()
    await settled(39)
    const { windowsScored, windowsDropped, chunksDropped } = pipeline.sources()[0]?.counts ?? {}
    expect(windowsDropped).toBeGreaterThan(0)
    expect((windowsScored ?? 0) + (windowsDropped ?? 0)).toBe(39)
    expect(chunksDropped).toBe(0)
    expect(metrics.get('earshot_windows_dropped_total', { source: 'fan-1' })).toBe(windowsDropped)
    expect(sink.verdicts.at(-1)?.window.startMs).toBe((sink.verdicts[0]?.window.startMs ?? 0) + 19_000)
  })

  it('the oldest chunks are shed and counted when they come faster than they are cut', async () => {
    const { hear, pipeline, metrics } = listening({ limits: { waitingSeconds: 5 } })
    hear('fan-1', 0.1, { seconds: 9 })
    expect(pipeline.sources()[0]?.counts).toMatchObject({ chunksReceived: 9, chunksDropped: 4 })
    expect(metrics.get('earshot_chunks_dropped_total', { source: 'fan-1' })).toBe(4)
  })

  it('every window is scored, dropped or failed, exactly once, and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 }), async (releases) => {
        const scorer = new HeldScorer()
        const { hear, settled, sink } = listening({ scorer, limits: { waitingSeconds: 1_000, waitingWindows: 1 } })
        for (const count of releases) {
          hear('fan-1', 0.1)
          for (let i = 0; i < count; i++) {
            await new Promise((resolve) => setImmediate(resolve))
            scorer.releaseOne()
          }
        }
        scorer.releaseAll()
        await settled(2 * releases.length - 1)
        const starts = sink.verdicts.map(({ window }) => window.startMs)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
        expect(starts).toHaveLength(2 * releases.length - 1)
        expect(scorer.mostAtOnce).toBeLessThanOrEqual(1)
      }),
      { seed: 7, numRuns: 25 },
    )
  })
})

describe('many sources', () => {
  it('take turns: one with a backlog does not keep another waiting', async () => {
    const { hear, settled, sink } = listening()
    hear('busy', 0.1, { seconds: 20 })
    hear('calm', 0.1)
    await settled(40)
    const turnOfCalm = sink.verdicts.findIndex(({ source }) => source === 'calm')
    expect(turnOfCalm).toBeLessThan(4)
  })

  it('are scored beside each other as far as allowed, and none twice at the same time', async () => {
    const scorer = new HeldScorer()
    const { hear, settled } = listening({ scorer, limits: { scoredAtOnce: 2 } })
    for (const source of ['a', 'b', 'c']) hear(source, 0.1, { seconds: 2 })
    await until(() => scorer.held.length === 2, 'two are being scored')
    scorer.releaseAll()
    await settled(9)
    expect(scorer.mostAtOnce).toBe(2)
  })
})

describe('a model that fails', () => {
  it('on one window loses only that one', async () => {
    let calls = 0
    class Failing extends LevelScorer {
      override async score(y: Float32Array): Promise<Verdict> {
        calls += 1
        if (calls === 2) throw new EngineError('not this one')
        const verdict = await super.score(y)
        return calls === 3 ? { ...verdict, score: Number.NaN, probabilities: [Number.NaN, Number.NaN] } : verdict
      }
    }
    const { hear, settled, sink, metrics, pipeline } = listening({ scorer: new Failing() })
    hear('fan-1', 0.1, { seconds: 3 })
    await settled(5)
    expect(sink.verdicts).toHaveLength(3)
    expect(pipeline.sources()[0]?.counts).toMatchObject({ windowsScored: 3, windowsFailed: 2 })
    expect(metrics.get('earshot_windows_failed_total', { source: 'fan-1', code: 'EARSHOT_ENGINE_UNAVAILABLE' })).toBe(1)
  })

  it('to answer is given up after the limit', async () => {
    const scorer = new HeldScorer()
    const { hear, settled, pipeline, sink } = listening({ scorer, limits: { scoringMs: 5 } })
    hear('fan-1', 0.1)
    await settled(1)
    expect(pipeline.sources()[0]?.counts.windowsFailed).toBe(1)
    scorer.releaseAll()
    hear('fan-1', 0.1)
    await settled(3)
    expect(sink.verdicts).toHaveLength(2)
  })

  it('makes no more than the allowed number of questions wait', async () => {
    const scorer = new HeldScorer()
    const { hear, settled, pipeline } = listening({ scorer, limits: { askedAtOnce: 1 } })
    hear('fan-1', 0.1)
    await until(() => scorer.held.length === 1, 'the window is being scored')
    const first = pipeline.scoreNow('fan-1')
    await expect(pipeline.scoreNow('fan-1')).rejects.toThrow(OverloadedError)
    scorer.releaseAll()
    expect((await first).label).toBe('quiet')
    await settled(1)
    await expect(pipeline.scoreNow('fan-1')).resolves.toBeDefined()
  })
})

describe('another bundle', () => {
  it('with the same specs takes over without a lost window, and the former is let go when it is done', async () => {
    const former = new HeldScorer('former')
    const { hear, settled, sink, pipeline } = listening({ scorer: former })
    hear('fan-1', 0.1, { seconds: 2 })
    await until(() => former.held.length === 1, 'the former is at work')
    let isReleased = false
    const released = pipeline.useScorer(new LevelScorer('new')).then(() => {
      isReleased = true
    })
    hear('fan-1', 0.1, { seconds: 2 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isReleased).toBe(false)
    former.releaseAll()
    await settled(7)
    await released
    const by = sink.verdicts.map(({ model }) => model.name)
    expect(by).toEqual(by.toSorted())
    expect(new Set(by)).toEqual(new Set(['former', 'new']))
    expect(
      sink.verdicts.map(({ window }, i) => window.startMs - (sink.verdicts[0]?.window.startMs ?? 0) - 500 * i),
    ).toEqual(Array(7).fill(0))
  })

  it('with other specs begins a new window on each source', async () => {
    const { hear, settled, sink, pipeline } = listening()
    hear('fan-1', 0.1, { seconds: 2 })
    await settled(3)
    await pipeline.useScorer(new LevelScorer('long', { windowLength: 16_000, hopLength: 16_000 }))
    hear('fan-1', 0.1, { seconds: 2 })
    await settled(4)
    const last = sink.verdicts.at(-1)
    expect(last?.model.name).toBe('long')
    expect((last?.window.startMs ?? 0) - (sink.verdicts[0]?.window.startMs ?? 0)).toBe(2_000)
  })
})

describe('stopping', () => {
  it('finishes what was accepted, and takes no more', async () => {
    const { hear, pipeline, sink } = listening()
    await pipeline.start()
    hear('fan-1', 0.1, { seconds: 5 })
    await pipeline.stop()
    expect(sink.verdicts).toHaveLength(9)
    hear('fan-1', 0.1)
    expect(pipeline.sources()[0]?.counts.chunksReceived).toBe(5)
  })

  it('ends within its limit, and counts what was left', async () => {
    const scorer = new HeldScorer()
    const { hear, pipeline, log } = listening({ scorer, limits: { drainMs: 20, waitingWindows: 2 } })
    await pipeline.start()
    hear('fan-1', 0.1, { seconds: 10 })
    await until(() => scorer.held.length === 1, 'scoring has begun')
    await pipeline.stop()
    const { windowsScored, windowsDropped, chunksDropped } = pipeline.sources()[0]?.counts ?? {}
    expect(windowsScored).toBe(0)
    expect(windowsDropped).toBeGreaterThan(0)
    expect(chunksDropped).toBeGreaterThan(0)
    expect(log.lines.at(-1)?.text).toContain('stopping')
    scorer.releaseAll()
  })
})
