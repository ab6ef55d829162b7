import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionSummary } from '../../../src/model/learnt-from.ts'
import type { ModelSummary } from '../../../src/pipeline/model-registry.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'
import { until } from '../../until.ts'
import { startBroker, type TestBroker } from '../broker.ts'
import { type ModuleProcess, startModuleProcess, temporaryFolder } from '../edge/module-process.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from '../mqtt/client.ts'
import { HurriedFan } from './live-fan.ts'

const MODELS = resolve(import.meta.dirname, '../../../models')
/** A busy machine may take its time for 90 s of sound. */
const LONG_ENOUGH = 60_000
const FURTHER = { source: 'fan-1', add: true, session: 'full load', minutes: 1, tryMinutes: 0.3 }

let data: Awaited<ReturnType<typeof temporaryFolder>>
let broker: TestBroker
let other: Awaited<ReturnType<typeof joinBroker>>
let module: ModuleProcess
let fan: HurriedFan

const start = () =>
  startModuleProcess({
    data: data.path,
    env: {
      EARSHOT_MQTT_URL: broker.url,
      EARSHOT_MODEL_DIRECTORY: MODELS,
      EARSHOT_MODEL_NAME: 'anything',
      EARSHOT_QUEUE_WAITING_SECONDS: '600',
      EARSHOT_QUEUE_WAITING_WINDOWS: '1000',
    },
  })

beforeAll(async () => {
  data = await temporaryFolder()
  broker = hasMosquitto ? await startMosquitto() : await startBroker()
  other = await joinBroker(broker.url, 'earshot/#')
  fan = new HurriedFan(other.client)
  module = await start()
  await other.message('earshot/status')
}, LONG_ENOUGH)
afterAll(async () => {
  await module[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await broker.stop()
  await data[Symbol.asyncDispose]()
})

async function ask(method: string, payload: object = {}): Promise<{ status: number; payload: unknown }> {
  const transaction = randomUUID()
  await other.client.publishAsync(`earshot/request/${method}`, JSON.stringify({ ...payload, transaction }), { qos: 1 })
  const answer = () =>
    other
      .on(`earshot/response/${method}`)
      .map(({ text }) => JSON.parse(text))
      .find((answered) => answered.transaction === transaction)
  await until(() => answer() !== undefined, `${method} is answered`, LONG_ENOUGH)
  return answer()
}

async function sourceNow(): Promise<SourceStatus> {
  const { payload } = await ask('sources')
  return (payload as { sources: SourceStatus[] }).sources[0] as SourceStatus
}

async function sessionsOfModel(): Promise<readonly SessionSummary[]> {
  const { payload } = await ask('models')
  const { models } = payload as { models: ModelSummary[] }
  return models.find(({ name }) => name === 'learnt-fan-1')?.sessions ?? []
}

async function startAgain(): Promise<void> {
  await module.kill()
  await module[Symbol.asyncDispose]()
  module = await start()
  await module.line('a source is judged by a model of its own')
  await module.line('connected')
}

const states = () => other.on('earshot/event/fan-1').map(({ text }) => JSON.parse(text).data.state)
const verdicts = () => other.on('earshot/verdict/fan-1').map(({ text }) => JSON.parse(text))

describe(
  'a live source that is learnt',
  () => {
    it('is not judged before, by settings that have learnt nothing', async () => {
      await fan.publish('fan-1', 12)
      await until(() => verdicts().length > 0, 'the fan is heard', LONG_ENOUGH)
      expect(verdicts()[0]).toMatchObject({ label: 'unlearnt', anomaly: false, score: 0, model: { name: 'anything' } })
    })

    it.each([
      [{ source: 'nobody' }, 404, 'no source named nobody'],
      [{ source: 'fan-1', minutes: 1 }, 400, 'makes 6 windows of 10 s'],
      [{ source: 'fan-1', minutes: 0 }, 400, 'minutes'],
      [{ source: 'fan-1', settings: 'fan' }, 400, 'fan is a classifier'],
      [{ source: 'fan-1', settings: 'nothing' }, 404, 'there is no model nothing'],
      [{ source: 'fan-1', cancel: true }, 404, 'fan-1 is not being learnt'],
      [{ source: 'fan-1', add: true }, 404, 'there is no model learnt-fan-1. Learn fan-1 first, without add'],
    ])('is not learnt when asked with %j', async (payload, status, message) => {
      const answer = await ask('learn', payload)
      expect(answer.status).toBe(status)
      expect(JSON.stringify(answer.payload)).toContain(message)
    })

    it('is learnt, tried on what follows, and then judged by what was learnt', async () => {
      const plan = { source: 'fan-1', minutes: 1, tryMinutes: 0.3, windowSeconds: 2, falseAlarmRate: 0.02 }
      expect(await ask('learn', plan)).toMatchObject({
        status: 200,
        payload: { source: 'fan-1', learning: { state: 'collecting', collected: { windows: 0, of: 30 } } },
      })
      await fan.publish('fan-1', 64)
      await module.line('learning: trying', 0, LONG_ENOUGH)
      await fan.publish('fan-1', 24)
      await module.line('learning: switched', 0, LONG_ENOUGH)
      expect((await sourceNow()).learning).toMatchObject({
        state: 'switched',
        tried: { windows: 9, of: 9 },
        reason: null,
      })
      const before = verdicts().length
      await fan.publish('fan-1', 12)
      await until(() => verdicts().at(-1).model.name === 'learnt-fan-1', 'the new bundle judges', LONG_ENOUGH)
      expect(verdicts().slice(before).at(-1)).toMatchObject({ label: 'normal', scores: [{}, {}] })
      expect(await ask('models')).toMatchObject({
        payload: { live: 'anything', ofSources: { 'fan-1': 'learnt-fan-1' } },
      })
      expect(await readdir(join(data.path, 'data/learnt'))).toEqual(['learnt-fan-1', 'sources.json'])
    })

    it('raises an alarm at another duty point, of which it has heard nothing', async () => {
      fan.isInSession(2)
      await fan.publish('fan-1', 20)
      await until(() => states().includes('raised'), 'an alarm is raised', LONG_ENOUGH)
    })

    it('does not learn that one too where it does not go with what was learnt', async () => {
      const answer = await ask('learn', { source: 'fan-1', add: true, windowSeconds: 10 })
      expect(answer.status).toBe(400)
      expect(JSON.stringify(answer.payload)).toContain('learnt-fan-1 hears windows of 2 s, not of 10 s')
    })

    it('loses nothing of the first when it ends suddenly while it learns that one too', async () => {
      const before = await sessionsOfModel()
      const judge = verdicts().at(-1).model.sha256
      expect(await ask('learn', FURTHER)).toMatchObject({
        status: 200,
        payload: { learning: { state: 'collecting', addedTo: [before[0]?.name], learnt: null, falseAlarmRate: 0.02 } },
      })
      await fan.publish('fan-1', 64)
      await module.line('learning: trying', 1, LONG_ENOUGH)
      await startAgain()
      expect(await sessionsOfModel()).toEqual(before)
      await fan.publish('fan-1', 12)
      await until(() => verdicts().at(-1).model.sha256 === judge, 'the first judges', LONG_ENOUGH)
    })

    it('learns that one too, keeping the first, and says how far they are apart', async () => {
      const [first] = await sessionsOfModel()
      await ask('learn', FURTHER)
      await fan.publish('fan-1', 64)
      await module.line('learning: trying', 0, LONG_ENOUGH)
      await fan.publish('fan-1', 24)
      await module.line('learning: switched', 0, LONG_ENOUGH)
      const learnt = (await sourceNow()).learning?.learnt
      expect(learnt?.sessions.map(({ name, windows }) => [name, windows])).toEqual([
        [first?.name, 30],
        ['full load', 30],
      ])
      expect(learnt?.farthest?.rmsDb).toBeGreaterThan(1)
      expect(await sessionsOfModel()).toEqual(learnt?.sessions.map(({ name, apartDb }) => ({ name, apartDb })))
    })

    it('raises no alarm at either duty point then', async () => {
      await fan.publish('fan-1', 20)
      await until(() => states().at(-1) === 'cleared', 'the alarm is cleared', LONG_ENOUGH)
      const [before, events] = [verdicts().length, states().length]
      fan.isInSession(null)
      await fan.publish('fan-1', 20)
      fan.isInSession(2)
      await fan.publish('fan-1', 20)
      await until(() => verdicts().length >= before + 30, 'both are judged', LONG_ENOUGH)
      expect(states().slice(events)).toEqual([])
    })

    it('raises an alarm of its fault, saying what is unusual', async () => {
      const before = states().length
      fan.breaks()
      await fan.publish('fan-1', 20)
      await until(() => states().length > before, 'an alarm is raised', LONG_ENOUGH)
      const event = JSON.parse(other.on('earshot/event/fan-1').at(-1)?.text ?? '')
      expect(event.data).toMatchObject({ state: 'raised', label: 'anomalous', model: { name: 'learnt-fan-1' } })
      const anomalous = verdicts().filter(({ anomaly }) => anomaly)
      expect(anomalous.at(-1).explanation.summary).toMatch(/than ever learnt|combination that was never heard/)
    })

    it('learns a third, and then raises no alarm at a fourth of which it has heard nothing, unless it breaks there', async () => {
      fan.isInSession(3)
      await ask('learn', { ...FURTHER, session: 'at night' })
      await fan.publish('fan-1', 64)
      await module.line('learning: trying', 1, LONG_ENOUGH)
      await fan.publish('fan-1', 24)
      await module.line('learning: switched', 1, LONG_ENOUGH)
      expect((await sourceNow()).learning?.learnt?.sessions.map(({ name }) => name)).toEqual([
        expect.any(String),
        'full load',
        'at night',
      ])
      fan.isInSession(4)
      await fan.publish('fan-1', 10)
      await until(() => states().at(-1) === 'cleared', 'no alarm stands', LONG_ENOUGH)
      const [before, events] = [verdicts().length, states().length]
      await fan.publish('fan-1', 20)
      await until(() => verdicts().length >= before + 15, 'the fourth is judged', LONG_ENOUGH)
      expect(states().slice(events)).toEqual([])
      fan.breaks('clogged')
      await fan.publish('fan-1', 20)
      await until(() => states().length > events, 'an alarm is raised', LONG_ENOUGH)
    })

    it('keeps what it learnt over a sudden end', async () => {
      const before = verdicts().length
      await startAgain()
      await fan.publish('fan-1', 12)
      await until(() => verdicts().length > before, 'the fan is heard again', LONG_ENOUGH)
      expect(verdicts().at(-1).model.name).toBe('learnt-fan-1')
      expect(await sessionsOfModel()).toHaveLength(3)
    })

    it('is judged by the module’s bundle again when that is asked for', async () => {
      expect(await ask('useModel', { source: 'fan-1', name: null })).toMatchObject({
        status: 200,
        payload: { source: 'fan-1', model: { name: 'anything' } },
      })
      expect(await ask('models')).toMatchObject({ payload: { ofSources: {} } })
    })
  },
  LONG_ENOUGH,
)
