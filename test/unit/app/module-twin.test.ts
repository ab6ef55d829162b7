import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { twinObject } from '../../../src/adapters/edgehub/twin-value.ts'
import { ModuleTwin } from '../../../src/app/module-twin.ts'
import { loadConfig } from '../../../src/config.ts'
import { BundleError, NotFoundError } from '../../../src/errors.ts'
import type { ModelChoice } from '../../../src/pipeline/live-model.ts'
import { type AppliedRule, NOTHING_APPLIED } from '../../../src/pipeline/review/rule-in-force.ts'
import type { TwinProperties } from '../../../src/sim/edge/twin.ts'
import { patchReported } from '../../../src/sim/twin-limits.ts'

const SOURCES = { env: { EARSHOT_MODEL_NAME: 'fan', EARSHOT_WINDOW_HOP_FRAMES: '20', EARSHOT_ALARM_RAISE_AT: '0.9' } }

/** A twin at work, and everything that it has put in force or reported, in order. */
function atWork(found: AppliedRule = NOTHING_APPLIED) {
  let kept = found
  const done: [what: string, value: unknown][] = []
  const reports: Readonly<Record<string, unknown>>[] = []
  const use = vi.fn(async (_: unknown, choice: ModelChoice): Promise<void> => {
    if (choice.name === 'damaged') throw new BundleError('damaged is damaged')
    if (choice.name === 'nowhere') throw new NotFoundError('there is no model nowhere')
    done.push(['model', choice])
  })
  const twin = new ModuleTwin({
    sources: SOURCES,
    config: loadConfig(SOURCES),
    pipeline: {
      useRule: (rule) => void done.push(['rule', { raiseAt: rule.raiseAt, clearAt: rule.clearAt }]),
      listenTo: (isListenedTo) => void done.push(['sources', ['fan-1', 'press-1'].filter(isListenedTo)]),
      useScorer: async () => undefined,
    },
    liveModel: { use },
    log: { warn: vi.fn(), setLevel: (level) => void done.push(['log', level]) },
    report: (patch) => reports.push(patch),
    applied: {
      found,
      store: {
        write: async (applied) => {
          kept = applied
        },
      },
    },
  })
  return { twin, done, reports, use, kept: () => kept }
}

const inForce = ({ reports }: ReturnType<typeof atWork>): unknown => reports.at(-1)?.['inForce']
const refused = ({ reports }: ReturnType<typeof atWork>): unknown => reports.at(-1)?.['refused']

describe('desired properties', () => {
  it('are put in force together, the bundle first', async () => {
    const work = atWork()
    await work.twin.desire({
      alarm: { raiseAt: 0.7, clearAt: 0.4 },
      audio: { sources: 'fan-*' },
      log: { level: 'debug' },
      model: { name: 'pump' },
      window: { hopFrames: 43 },
      $version: 2,
    })
    expect(work.done).toEqual([
      ['model', { name: 'pump', hopFrames: 43 }],
      ['rule', { raiseAt: 0.7, clearAt: 0.4 }],
      ['sources', ['fan-1']],
      ['log', 'debug'],
    ])
    expect(inForce(work)).toMatchObject({
      alarm: { raiseAt: 0.7, clearAt: 0.4, raiseWindows: 3, labels: {} },
      audio: { sources: 'fan-*' },
      log: { level: 'debug' },
      model: { name: 'pump' },
      window: { hopFrames: 43 },
    })
    expect(refused(work)).toEqual([])
  })

  it('that say nothing leave file and environment in force, and report just what can be changed', async () => {
    const work = atWork()
    await work.twin.desire({ $version: 1 })
    expect(work.done).toContainEqual(['model', { name: 'fan', hopFrames: 20 }])
    expect(work.done).toContainEqual(['rule', { raiseAt: 0.9, clearAt: 0.5 }])
    expect(inForce(work)).toEqual({
      alarm: expect.objectContaining({ raiseAt: 0.9 }),
      audio: { sources: '' },
      log: { level: 'info' },
      model: { name: 'fan' },
      window: { hopFrames: 20 },
    })
  })

  it('are refused whole when one is wrong, with the reason for each, until they are right', async () => {
    const work = atWork()
    await work.twin.desire({ alarm: { raiseAt: 0.7 }, $version: 1 })
    const before = { inForce: inForce(work), done: [...work.done] }
    await work.twin.desire({ alarm: { raiseAt: 2, clearAt: 0.1 }, http: { port: 80 }, log: { level: 'debug' } })
    expect(work.done).toEqual(before.done)
    expect(inForce(work)).toEqual(before.inForce)
    expect(refused(work)).toEqual([
      { path: 'alarm.raiseAt', reason: 'must be a number, 0 to 1' },
      { path: 'http.port', reason: expect.stringContaining('cannot be changed while the module runs') },
    ])
    await work.twin.desire({ alarm: { raiseAt: 0.6, clearAt: 0.1 } })
    expect(work.done).toContainEqual(['rule', { raiseAt: 0.6, clearAt: 0.1 }])
    expect(refused(work)).toEqual([])
  })

  it.each(['damaged', 'nowhere'])(
    'with a bundle that is %s leave the present one, and all else as it was',
    async (name) => {
      const work = atWork()
      await work.twin.desire({ model: { name }, alarm: { raiseAt: 0.6 }, log: { level: 'debug' } })
      expect(work.done).toEqual([])
      expect(inForce(work)).toMatchObject({ model: { name: 'fan' }, alarm: { raiseAt: 0.9 }, log: { level: 'info' } })
      expect(refused(work)).toEqual([{ path: 'model.name', reason: expect.stringContaining(name) }])
    },
  )

  it.each([undefined, null, 'nonsense', [1], { alarm: 'loud' }])('that are %j do no harm', async (desired) => {
    const work = atWork()
    await work.twin.desire(desired)
    expect(work.done).toEqual([])
    expect(refused(work)).toHaveLength(1)
  })

  it('are put in force one after the other, in the order in which they came', async () => {
    const work = atWork()
    let goOn = (): void => undefined
    work.use.mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      work.done.push(['model', 'slow'])
    })
    const first = work.twin.desire({ model: { name: 'slow' }, alarm: { raiseAt: 0.6 } })
    const second = work.twin.desire({ model: { name: 'quick' }, alarm: { raiseAt: 0.7 } })
    await vi.waitFor(() => expect(work.use).toHaveBeenCalledTimes(1))
    goOn()
    await Promise.all([first, second])
    expect(work.done.filter(([what]) => what === 'model' || what === 'rule')).toEqual([
      ['model', 'slow'],
      ['rule', { raiseAt: 0.6, clearAt: 0.5 }],
      ['model', { name: 'quick', hopFrames: 20 }],
      ['rule', { raiseAt: 0.7, clearAt: 0.5 }],
    ])
    expect(inForce(work)).toMatchObject({ model: { name: 'quick' }, alarm: { raiseAt: 0.7 } })
  })
})

describe('thresholds of very many labels', () => {
  const named = (n: number, name = (i: number) => `bearing no. ${i}`) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [name(i), { raiseAt: 0.7, clearAt: 0.35 }]))
  const Held = z.object({
    inForce: z.object({ alarm: z.object({ labels: z.record(z.string(), z.unknown()) }) }),
    labelCounts: z.object({ total: z.number(), shown: z.number() }),
  })
  /** What a twin holds that has little room left, after all reports. */
  function told({ reports }: ReturnType<typeof atWork>, before: TwinProperties = { $version: 1 }) {
    let twin = before
    for (const patch of reports.splice(0)) {
      const next = patchReported(twin, Buffer.from(JSON.stringify(twinObject(patch))))
      expect(next, 'IoT Hub takes the patch').toBeDefined()
      twin = next ?? twin
    }
    const { inForce, labelCounts } = Held.parse(twin)
    return { twin, labels: Object.keys(inForce.alarm.labels), labelCounts }
  }
  const FULL = { $version: 1, sources: { a: Array.from({ length: 5 }, () => 'x'.repeat(4_096)) } }

  it('are reported as far as a twin has room, with how many there are, and all hold', async () => {
    const work = atWork()
    await work.twin.desire({ alarm: { labels: named(1_000) }, audio: { sources: 'x'.repeat(9_000) } })
    const { labels, labelCounts } = told(work, FULL)
    expect(labelCounts).toEqual({ total: 1_000, shown: labels.length })
    expect(labels.length).toBeGreaterThan(60)
    expect(labels[0]).toBe('bearing%20no%2E%200')
    expect(Object.keys(work.twin.rule().labels)).toHaveLength(1_000)
  })

  it('leave room for the reasons of what was refused, however long', async () => {
    const work = atWork()
    const unknown = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}${'k'.repeat(3_000)}`, { a: 1 }]))
    await work.twin.desire({ alarm: { labels: named(1_000) } })
    await work.twin.desire(unknown)
    expect(told(work, FULL).twin['refused']).toHaveLength(11)
  })

  it('whose names no twin takes are counted only', async () => {
    const work = atWork()
    await work.twin.desire({ alarm: { labels: named(2, (i) => 'x'.repeat(1_025 + i)) } })
    expect(told(work)).toMatchObject({ labels: [], labelCounts: { total: 2, shown: 0 } })
  })

  it('leave the twin when they no longer hold, those of a former process too', async () => {
    const work = atWork()
    await work.twin.desire({ alarm: { labels: named(3) } })
    const { twin } = told(work)
    await work.twin.desire({ alarm: { labels: named(1) } })
    expect(told(work, twin)).toMatchObject({ labels: ['bearing%20no%2E%200'], labelCounts: { total: 1, shown: 1 } })
    const next = atWork()
    next.twin.correct(twin)
    await next.twin.desire({})
    expect(told(next, twin)).toMatchObject({ labels: [], labelCounts: { total: 0, shown: 0 } })
    next.twin.correct({ inForce: 'nonsense' })
  })
})

describe('a bundle chosen by a direct method', () => {
  it('judges at the hop that is in force, and is reported', async () => {
    const work = atWork()
    await work.twin.desire({ window: { hopFrames: 43 } })
    await work.twin.useModel('pump')
    expect(work.done.at(-1)).toEqual(['model', { name: 'pump', hopFrames: 43, isReread: true }])
    expect(inForce(work)).toMatchObject({ model: { name: 'pump' } })
  })

  it('stays when the twin is read again, or changes in other things, until it names another bundle', async () => {
    const work = atWork()
    await work.twin.desire({ $version: 1 })
    await work.twin.useModel('pump')
    await work.twin.desire({ $version: 1 })
    await work.twin.desire({ alarm: { raiseAt: 0.6 }, $version: 2 })
    expect(work.use.mock.lastCall?.[1]).toMatchObject({ name: 'pump' })
    expect(inForce(work)).toMatchObject({ model: { name: 'pump' }, alarm: { raiseAt: 0.6 } })
    await work.twin.desire({ model: { name: 'press' }, $version: 3 })
    expect(inForce(work)).toMatchObject({ model: { name: 'press' } })
    await work.twin.desire({ $version: 4 })
    expect(inForce(work)).toMatchObject({ model: { name: 'fan' } })
  })

  it('that cannot be loaded is refused to who asked, and changes nothing', async () => {
    const work = atWork()
    await work.twin.desire({ model: { name: 'nowhere' } })
    await expect(work.twin.useModel('damaged')).rejects.toThrow(BundleError)
    expect(inForce(work)).toMatchObject({ model: { name: 'fan' } })
    await work.twin.useModel('pump')
    expect(refused(work)).toEqual([{ path: 'model.name', reason: 'there is no model nowhere' }])
  })
})

describe('what was applied on the page', () => {
  const bearing = { raiseAt: 0.6, clearAt: 0.3 }
  const labels = { bearing }
  const applied: AppliedRule = { thresholds: labels, raiseWindows: { n: 2, of: 4 } }

  it('holds at once and is kept, over the configuration, until it is taken off', async () => {
    const work = atWork()
    expect([work.twin.rule().labels, work.twin.applied()]).toEqual([{}, NOTHING_APPLIED])
    await work.twin.apply(applied)
    expect(work.twin.rule()).toMatchObject({ raiseAt: 0.9, labels, raiseWindows: { n: 2, of: 4 } })
    expect(work.done).toEqual([['rule', { raiseAt: 0.9, clearAt: 0.5 }]])
    expect(work.kept()).toEqual(applied)
    expect(inForce(work)).toMatchObject({ alarm: { labels, raiseWindows: 2, raiseOfWindows: 4 } })
    await work.twin.apply(NOTHING_APPLIED)
    expect([work.twin.rule().labels, work.kept()]).toEqual([{}, NOTHING_APPLIED])
    expect(work.twin.rule().raiseWindows).toEqual({ n: 3, of: 5 })
  })

  it('holds from the start when it was kept', () => {
    expect(atWork(applied).twin.rule()).toMatchObject({ labels, raiseWindows: { n: 2, of: 4 } })
  })

  it('waits while the desired properties say something else of it, and comes back when they no longer do', async () => {
    const { twin } = atWork(applied)
    const clogged = { raiseAt: 0.5, clearAt: 0.5 }
    await twin.desire({ alarm: { labels: { clogged } } })
    expect([twin.ofTwin(), twin.rule().labels]).toEqual([{ thresholds: true, raiseWindows: false }, { clogged }])
    expect(twin.rule().raiseWindows).toEqual({ n: 2, of: 4 })
    await twin.desire({ alarm: { raiseWindows: 4 } })
    expect(twin.ofTwin()).toEqual({ thresholds: false, raiseWindows: true })
    expect(twin.rule()).toMatchObject({ labels, raiseWindows: { n: 4, of: 5 } })
    await twin.desire({ alarm: { raiseAt: 0.7 } })
    expect(twin.rule()).toMatchObject({ labels, raiseAt: 0.7, raiseWindows: { n: 2, of: 4 } })
    await twin.desire({ alarm: { labels: { clogged: { raiseAt: 7, clearAt: 0 } } } })
    expect(twin.ofTwin()).toEqual({ thresholds: false, raiseWindows: false })
  })
})
