import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LearningStatus } from '../../../src/pipeline/learning/learning-status.ts'
import { until } from '../../until.ts'
import { startBroker, type TestBroker } from '../broker.ts'
import { type ModuleProcess, startModuleProcess, temporaryFolder } from '../edge/module-process.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from '../mqtt/client.ts'
import { HurriedFan } from './live-fan.ts'

const MODELS = resolve(import.meta.dirname, '../../../models')
/** A busy machine may take its time for 90 s of sound. */
const LONG_ENOUGH = 60_000

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

async function learningNow(): Promise<LearningStatus> {
  const { payload } = await ask('sources')
  return (payload as { sources: { learning: LearningStatus }[] }).sources[0]?.learning as LearningStatus
}

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
      expect(await learningNow()).toMatchObject({ state: 'switched', tried: { windows: 9, of: 9 }, reason: null })
      const before = verdicts().length
      await fan.publish('fan-1', 12)
      await until(() => verdicts().at(-1).model.name === 'learnt-fan-1', 'the new bundle judges', LONG_ENOUGH)
      expect(verdicts().slice(before).at(-1)).toMatchObject({ label: 'normal', scores: [{}, {}] })
      expect(await ask('models')).toMatchObject({
        payload: { live: 'anything', ofSources: { 'fan-1': 'learnt-fan-1' } },
      })
      expect(await readdir(join(data.path, 'data/learnt'))).toEqual(['learnt-fan-1', 'sources.json'])
    })

    it('raises an alarm of its fault, saying what is unusual', async () => {
      fan.breaks()
      await fan.publish('fan-1', 20)
      const event = JSON.parse((await other.message('earshot/event/fan-1')).text)
      expect(event.data).toMatchObject({ state: 'raised', label: 'anomalous', model: { name: 'learnt-fan-1' } })
      const anomalous = verdicts().filter(({ anomaly }) => anomaly)
      expect(anomalous[0].explanation.summary).toMatch(/than ever learnt|combination that was never heard/)
    })

    it('keeps what it learnt over a sudden end', async () => {
      await module.kill()
      await module[Symbol.asyncDispose]()
      const before = verdicts().length
      module = await start()
      await module.line('a source is judged by a model of its own')
      await module.line('connected')
      await fan.publish('fan-1', 12)
      await until(() => verdicts().length > before, 'the fan is heard again', LONG_ENOUGH)
      expect(verdicts().at(-1).model.name).toBe('learnt-fan-1')
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
