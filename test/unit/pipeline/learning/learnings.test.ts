import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../../src/errors.ts'
import { keptSessions, packSound } from '../../../../src/learn/kept-sound.ts'
import { LiveLearner } from '../../../../src/learn/live-learner.ts'
import type { LearningWork, LearntLive, LiveLearning } from '../../../../src/learn/live-learning.ts'
import { Learnings, type LearningsOptions } from '../../../../src/pipeline/learning/learnings.ts'
import { FRONT_END, type MachineSound, machineSound, normalWindows } from '../../../machine-sounds.ts'
import { until } from '../../../until.ts'
import { listening, START_MS } from '../listening.ts'

const PLAN: LiveLearning = {
  ...FRONT_END,
  source: 'fan-1',
  name: 'learnt-fan-1',
  version: '1',
  session: 'today',
  falseAlarmRate: 0.01,
  heldOut: 'auto',
  collectWindows: 24,
  tryWindows: 6,
}
const CHUNK_SECONDS = 2

/** A machine with a microphone, and what learns it. */
function learning(options: Partial<LearningsOptions> = {}) {
  const flow = listening({ limits: { waitingSeconds: 600 } })
  const ticks = new Set<() => void>()
  const accepted: LearntLive[] = []
  const learnings = new Learnings({
    pipeline: flow.pipeline,
    begin: (plan) => new LiveLearner(plan),
    accept: async (_, learnt) => void accepted.push(learnt),
    clock: () => flow.time.nowMs,
    log: flow.log,
    repeat: (task) => {
      ticks.add(task)
      return () => ticks.delete(task)
    },
    ...options,
  })
  void learnings.start()
  let chunks = 0
  function hear(seconds: number, sound: Partial<MachineSound> = {}, source = 'fan-1'): void {
    for (let heard = 0; heard < seconds; heard += CHUNK_SECONDS) {
      const capturedAtMs = START_MS + 1_000 * CHUNK_SECONDS * chunks
      chunks += 1
      const y = machineSound({ seed: chunks, ...sound })
      flow.pipeline.accept({ source, y, sampleRateHz: 8_000, channels: 1, capturedAtMs, receivedAtMs: flow.time.nowMs })
    }
  }
  const status = (source = 'fan-1') => flow.pipeline.sources().find((known) => known.source === source)?.learning
  return {
    ...flow,
    learnings,
    accepted,
    hear,
    status,
    reached: (state: string) => until(() => status()?.state === state, `the learning is ${state}: ${status()?.state}`),
    pass(ms: number): void {
      flow.pass(ms)
      for (const tick of ticks) tick()
    },
  }
}

describe('learning from a live source', () => {
  it('collects, fits, tries what it learnt on what follows, and switches', async () => {
    const { learnings, hear, status, reached, accepted, log } = learning()
    hear(2)
    expect(learnings.begin(PLAN)).toMatchObject({ state: 'collecting', collected: { windows: 0, of: 24 } })
    hear(24)
    await until(() => (status()?.collected.windows ?? 0) >= 10, 'half is collected')
    expect(status()?.state).toBe('collecting')
    hear(26)
    await reached('trying')
    expect(accepted).toEqual([])
    hear(14)
    await reached('switched')
    expect(status()).toMatchObject({
      model: 'learnt-fan-1',
      session: 'today',
      falseAlarmRate: 0.01,
      collected: { windows: 24, of: 24, silent: 0 },
      tried: { windows: 6, of: 6, allowed: 1 },
      reason: null,
    })
    expect(status()?.remarks[0]).toContain('Only 24 windows were heard')
    expect(accepted).toMatchObject([{ draft: { kind: 'normal-only', name: 'learnt-fan-1', sessions: ['today'] } }])
    expect(learnings.list()).toEqual({})
    expect(log.lines.map(({ text }) => text).filter((text) => text.startsWith('learning'))).toEqual([
      'learning: collecting',
      'learning: fitting',
      'learning: trying',
      'learning: switched',
    ])
  })

  it('refuses what raises too much of what follows, and says what is unusual there', async () => {
    const { learnings, hear, status, reached, accepted } = learning()
    hear(2)
    learnings.begin(PLAN)
    hear(50)
    await reached('trying')
    hear(14, { whistle: 0.5 })
    await reached('refused')
    expect(status()?.reason).toMatch(/^2 of the 2 windows that followed were raised, 1 may be: .*louder/)
    expect(accepted).toEqual([])
  })

  it('learns a further session beside the former ones, and says how far they are apart', async () => {
    const { learnings, hear, reached, status, accepted } = learning()
    const sound = packSound(normalWindows(24, 'monday'), FRONT_END)
    hear(2)
    learnings.begin({ ...PLAN, former: { sessions: ['monday'], sound } })
    expect(status()).toMatchObject({ session: 'today', addedTo: ['monday'], learnt: null })
    hear(50, { darkness: 0.8 })
    await reached('trying')
    hear(14, { darkness: 0.8 })
    await reached('switched')
    expect(status()?.learnt).toMatchObject({
      sessions: [
        { name: 'monday', windows: 24, raisedUnlearnt: 1 },
        { name: 'today', windows: 24, raisedUnlearnt: 1 },
      ],
      farthest: { from: 'monday', to: 'today' },
    })
    expect(accepted).toMatchObject([{ draft: { sessions: ['monday', 'today'] } }])
    expect(keptSessions(accepted[0]?.sound ?? new Uint8Array())).toEqual(['monday', 'today'])
  })

  it('refuses a further session when what is kept of the former ones is damaged', async () => {
    const { learnings, hear, reached, status } = learning()
    hear(2)
    learnings.begin({ ...PLAN, former: { sessions: ['monday'], sound: new Uint8Array(9) } })
    hear(50)
    await reached('refused')
    expect(status()?.reason).toBe(
      'nothing could be learnt: what is kept of the former sessions is damaged, or of another version',
    )
  })

  it('can be cancelled, and begun again', async () => {
    const { learnings, hear, status } = learning()
    hear(2)
    learnings.begin(PLAN)
    expect(() => learnings.begin(PLAN)).toThrow('is being learnt already')
    expect(learnings.cancel('fan-1')).toMatchObject({ state: 'cancelled', reason: 'it was asked for' })
    expect(status()?.state).toBe('cancelled')
    expect(() => learnings.cancel('fan-1')).toThrow('is not being learnt')
    expect(learnings.begin(PLAN).state).toBe('collecting')
  })

  it('does not wait for ever for a source that is silent', async () => {
    const { learnings, hear, status, pass } = learning()
    hear(2)
    learnings.begin(PLAN)
    hear(10)
    await until(() => (status()?.collected.windows ?? 0) > 0, 'something is collected')
    pass(11 * 60_000)
    expect(status()).toMatchObject({ state: 'collecting' })
    pass(2 * 60_000)
    expect(status()).toMatchObject({ state: 'refused', reason: expect.stringMatching(/not heard enough: \d of 24/) })
  })

  it('learns nothing from digital silence', async () => {
    const { learnings, hear, status } = learning()
    hear(2)
    learnings.begin(PLAN)
    hear(20, { gain: 0 })
    await until(() => (status()?.collected.silent ?? 0) >= 9, 'silence is noticed')
    expect(status()).toMatchObject({ state: 'collecting', collected: { windows: 0 } })
  })

  it('is refused with the reason when nothing can be learnt, or what was learnt cannot be put to use', async () => {
    const fails: LearningWork['fit'] = async () => {
      throw new DatasetError('all of it is the same')
    }
    const failing = learning({ begin: (plan) => Object.assign(new LiveLearner(plan), { fit: fails }) })
    failing.hear(2)
    failing.learnings.begin(PLAN)
    failing.hear(50)
    await failing.reached('refused')
    expect(failing.status()?.reason).toBe('nothing could be learnt: all of it is the same')

    const full = learning({
      accept: async () => {
        throw new Error('no space left on the device')
      },
    })
    full.hear(2)
    full.learnings.begin(PLAN)
    full.hear(50)
    await full.reached('trying')
    full.hear(14)
    await full.reached('refused')
    expect(full.status()?.reason).toContain('the log of the module says more')
    expect(full.log.lines.at(-2)?.text).toBe('what was learnt could not be put to use')
  })

  it('of so many sources at once is refused, and ends when the module stops', async () => {
    const { learnings, hear, status } = learning()
    for (const n of [1, 2, 3, 4, 5]) hear(2, {}, `fan-${n}`)
    for (const n of [1, 2, 3, 4]) learnings.begin({ ...PLAN, source: `fan-${n}` })
    expect(() => learnings.begin({ ...PLAN, source: 'fan-5' })).toThrow('which is the limit')
    await learnings.stop()
    expect(status('fan-4')).toMatchObject({ state: 'cancelled', reason: 'the module stopped' })
  })
})
