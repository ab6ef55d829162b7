import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { SourceReport } from '../../../src/app/source-report.ts'
import type { PipelineUpdate, SourceStatus } from '../../../src/pipeline/source-status.ts'
import type { TwinProperties } from '../../../src/sim/edge/twin.ts'
import { patchReported } from '../../../src/sim/twin-limits.ts'
import { sourceStatus } from '../../integration/http/scene.ts'

const GATHER_MS = 1_000

function status(
  source: string,
  alarm: SourceStatus['alarm']['state'] = 'quiet',
  label: string | null = null,
): SourceStatus {
  return { ...sourceStatus(source), alarm: { state: alarm, label, sinceMs: null, event: null } }
}

const NONE = { total: 0, shown: 0, raised: 0, silent: 0, ownModel: 0, learning: 0, drifting: 0 }
const LONG = `learnt-${'n'.repeat(57)}`

const many = (n: number) => ({ ...NONE, total: n, raised: n, ownModel: n, drifting: n })
const Held = z.object({
  sources: z.record(z.string(), z.record(z.string(), z.unknown())),
  sourceCounts: z.looseObject({ shown: z.number() }),
})

/** A source of which everything that can be said takes as much room as it can. */
function learntStatus(i: number): SourceStatus {
  return {
    ...status(`microphone-of-sixty-four-characters-and-not-one-more-${i}`.padEnd(64, '-'), 'raised', 'imbalanced'),
    ownModel: { name: LONG, version: '1', sha256: '' },
    drift: { medianScore: 0.4, isDrifting: true },
    learning: {
      state: 'refused',
      sinceMs: 0,
      startedMs: 0,
      model: LONG,
      session: 'today',
      addedTo: [],
      learnt: null,
      falseAlarmRate: 0.01,
      collected: { windows: 0, of: 20, silent: 0 },
      tried: { windows: 0, of: 5, raised: 0, allowed: 1 },
      remarks: [],
      reason: 'x'.repeat(2_000),
    },
  }
}

/** Sources that a test changes, and what was reported of them. */
async function reporting() {
  const table = new Map<string, SourceStatus>()
  const patches: unknown[] = []
  const observers = new Set<(update: PipelineUpdate) => void>()
  const asked = vi.fn(() => [...table.values()])
  const pipeline = {
    sources: asked,
    onUpdate: (observer: (update: PipelineUpdate) => void) => {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
  }
  const report = new SourceReport(pipeline, (patch) => patches.push(patch))
  await report.start()
  const set = (...statuses: readonly SourceStatus[]): void => {
    for (const one of statuses) {
      table.set(one.source, one)
      for (const observer of observers) observer({ kind: 'silent', source: one.source })
    }
  }
  return { report, table, patches, asked, set, observers }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the report of the sources', () => {
  it('tells of each new source and each change, together, and of nothing else', async () => {
    const { set, patches } = await reporting()
    set(status('fan-1'), status('fan-2'))
    vi.advanceTimersByTime(GATHER_MS)
    const quiet = { state: 'live', alarm: 'quiet', label: null }
    expect(patches).toEqual([
      { sources: { 'fan-1': quiet, 'fan-2': quiet }, sourceCounts: { ...NONE, total: 2, shown: 2 } },
    ])
    set(status('fan-1'), { ...status('fan-2', 'raised', 'imbalanced'), state: 'silent' })
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches.slice(1)).toEqual([
      {
        sources: { 'fan-2': { state: 'silent', alarm: 'raised', label: 'imbalanced' } },
        sourceCounts: { ...NONE, total: 2, shown: 2, raised: 1, silent: 1 },
      },
    ])
  })

  it('takes the label of an alarm that ended out of the twin', async () => {
    const { set, patches } = await reporting()
    set(status('fan-1', 'raised', 'imbalanced'))
    vi.advanceTimersByTime(GATHER_MS)
    set(status('fan-1'))
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches.at(-1)).toMatchObject({ sources: { 'fan-1': { state: 'live', alarm: 'quiet', label: null } } })
  })

  it('says nothing while nothing changes, and looks at the sources once in a while only', async () => {
    const { set, patches, asked } = await reporting()
    for (let window = 0; window < 1_000; window++) {
      set(status('fan-1'), status('fan-2'))
      vi.advanceTimersByTime(GATHER_MS / 100)
    }
    expect(patches).toHaveLength(1)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(11)
  })

  it('takes out of the twin what a former process left there, and what is no longer listened to', async () => {
    const { report, set, table, patches } = await reporting()
    report.correct({
      version: '0.9',
      sources: { 'fan-1': { state: 'live', alarm: 'quiet' }, 'old%2Efan': { state: 'live' } },
    })
    set(status('fan-1'))
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches).toMatchObject([{ sources: { 'old%2Efan': null } }])
    table.delete('fan-1')
    set(status('fan-2'))
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches.at(-1)).toMatchObject({ sources: { 'fan-1': null, 'fan-2': { state: 'live' } } })
  })

  it.each([{}, { sources: 'nonsense' }, { sources: { 'fan-1': 7 } }])(
    'tells a hub again that holds only %j',
    async (reported) => {
      const { report, set, patches } = await reporting()
      set(status('fan-1'))
      vi.advanceTimersByTime(GATHER_MS)
      report.correct(reported)
      vi.advanceTimersByTime(GATHER_MS)
      expect(patches).toHaveLength(2)
      expect(patches[1]).toEqual(patches[0])
    },
  )

  it('uses names that a twin takes', async () => {
    const { set, patches } = await reporting()
    set(status('hall.1_fan'))
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches).toMatchObject([{ sources: { 'hall%2E1_fan': expect.anything() } }])
  })

  it('says less of each source, then of the first ones only, rather than more than a twin can hold', async () => {
    const { set, patches, report } = await reporting()
    let twin: TwinProperties = { $version: 1, inForce: { room: 'x'.repeat(4_000), more: 'x'.repeat(4_000) } }
    const told = () => {
      for (const patch of patches.splice(0)) {
        const next = patchReported(twin, Buffer.from(JSON.stringify(patch)))
        expect(next, 'IoT Hub takes the patch').toBeDefined()
        twin = next ?? twin
      }
      const { sources, sourceCounts } = Held.parse(twin)
      expect(Object.keys(sources)).toHaveLength(sourceCounts.shown)
      return { counts: sourceCounts, first: Object.values(sources)[0] }
    }
    const all = { state: 'live', alarm: 'raised', label: 'imbalanced', model: LONG, learning: 'refused', drift: true }
    set(...Array.from({ length: 20 }, (_, i) => learntStatus(i)))
    vi.advanceTimersByTime(GATHER_MS)
    expect(told()).toMatchObject({ counts: { shown: 20 }, first: { ...all, learningReason: 'x'.repeat(200) } })
    set(...Array.from({ length: 60 }, (_, i) => learntStatus(i)))
    vi.advanceTimersByTime(GATHER_MS)
    expect(told()).toEqual({ counts: { ...many(60), shown: 60 }, first: all })
    set(...Array.from({ length: 140 }, (_, i) => learntStatus(i)))
    vi.advanceTimersByTime(GATHER_MS)
    expect(told()).toEqual({
      counts: { ...many(140), shown: 140 },
      first: { state: 'live', alarm: 'raised', label: 'imbalanced' },
    })
    set(...Array.from({ length: 500 }, (_, i) => learntStatus(i)))
    vi.advanceTimersByTime(GATHER_MS)
    const { counts } = told()
    expect(counts).toEqual({ ...many(500), shown: counts.shown })
    expect(counts.shown).toBeGreaterThan(140)
    await report.stop()
  })

  it('ends when it is stopped', async () => {
    const { report, set, patches, observers } = await reporting()
    set(status('fan-1'))
    await report.stop()
    vi.advanceTimersByTime(GATHER_MS)
    expect(patches).toEqual([])
    expect(observers.size).toBe(0)
  })
})
