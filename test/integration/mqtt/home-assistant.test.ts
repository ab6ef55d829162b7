import { expect, it } from 'vitest'
import { topicsBelow } from '../../../src/adapters/mqtt/topics.ts'
import { until } from '../../until.ts'
import { startBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from './client.ts'
import { startModule } from './module.ts'

interface Config {
  readonly state_topic: string
  readonly value_template: string
  readonly unique_id: string
  readonly availability: readonly { readonly topic: string }[]
  readonly device: { readonly identifiers: readonly string[]; readonly name: string }
}

const quiet = { state: 'quiet', label: null, sinceMs: null, event: null } as const
const ENTITIES = ['binary_sensor/alarm', 'sensor/score', 'sensor/label', 'sensor/level']
const topicOf = (entity: string, id: string): string => {
  const [component = '', name = ''] = entity.split('/')
  return `homeassistant/${component}/${id}/${name}/config`
}

function moduleAt(url: string, present: Map<string, number>) {
  const sources = () =>
    [...present].map(([source, silentMs]) => ({ source, lastHeardMs: Date.now() - silentMs, alarm: quiet }))
  return startModule(url, {
    homeAssistant: {
      prefix: 'homeassistant',
      deviceId: 'press-7',
      version: '1.2.3',
      goneAfterMs: 60_000,
      lookEveryMs: 10,
      sources,
    },
  })
}

const BROKERS: [string, boolean, () => ReturnType<typeof startBroker>][] = [
  ['aedes', true, startBroker],
  ['Mosquitto', hasMosquitto, startMosquitto],
]

for (const [name, isThere, start] of BROKERS) {
  it.skipIf(!isThere)(`tells Home Assistant of every source, by retained messages at ${name}`, async () => {
    await using broker = await start()
    await using module = await moduleAt(
      broker.url,
      new Map([
        ['fan-1', 0],
        ['fan.2', 0],
      ]),
    )
    await module.connected()
    await using live = await joinBroker(broker.url, 'homeassistant/#')
    await live.message(topicOf('sensor/level', 'earshot_press-7_fan_2e2'))
    // Who comes later gets them too, from the broker.
    await using later = await joinBroker(broker.url, 'homeassistant/#')
    for (const entity of ENTITIES) {
      const { text, packet } = await later.message(topicOf(entity, 'earshot_press-7_fan-1'))
      expect(packet.retain).toBe(true)
      const config = JSON.parse(text) as Config
      expect(config.availability).toEqual([{ topic: 'earshot/status', value_template: '{{ value_json.state }}' }])
      expect(config.device).toMatchObject({
        identifiers: ['earshot_press-7_fan-1'],
        name: 'fan-1',
        sw_version: '1.2.3',
      })
      const topics = topicsBelow('earshot')
      expect(config.state_topic).toBe(entity.startsWith('binary') ? topics.alarm('fan-1') : topics.verdict('fan-1'))
    }
    const ids = later.received.map(({ text }) => (JSON.parse(text) as Config).unique_id)
    expect(new Set(ids).size).toBe(2 * ENTITIES.length)
  })
}

it('takes a source that goes away out of Home Assistant, and lets it come back', async () => {
  await using broker = await startBroker()
  const present = new Map([
    ['fan-1', 0],
    ['fan-2', 0],
  ])
  await using module = await moduleAt(broker.url, present)
  await module.connected()
  await using observer = await joinBroker(broker.url, 'homeassistant/#')
  const level = topicOf('sensor/level', 'earshot_press-7_fan-2')
  await observer.message(level)
  present.set('fan-2', 60_001)
  await until(() => observer.on(level).at(-1)?.text === '', 'the last entity of the source is withdrawn')
  await using later = await joinBroker(broker.url, 'homeassistant/#')
  await later.message(topicOf('sensor/level', 'earshot_press-7_fan-1'))
  expect(later.received.filter(({ topic }) => topic.includes('fan-2'))).toEqual([])
  present.set('fan-2', 0)
  await until(() => (observer.on(level).at(-1)?.text ?? '') !== '', 'it is announced again')
})

it('takes a source out that went away while there was no connection', async () => {
  await using mortal = await startBroker()
  const present = new Map([
    ['fan-1', 0],
    ['fan-2', 0],
  ])
  await using module = await moduleAt(mortal.url, present)
  await module.connected()
  await using before = await joinBroker(mortal.url, 'homeassistant/#')
  await before.message(topicOf('sensor/level', 'earshot_press-7_fan-2'))
  await mortal.stop()
  await until(() => module.adapter.health().state === 'connecting', 'the connection is lost')
  present.delete('fan-2')
  await using _again = await startBroker({ port: mortal.port })
  await module.connected()
  await using observer = await joinBroker(mortal.url, 'homeassistant/#')
  await observer.message(topicOf('sensor/level', 'earshot_press-7_fan-1'))
  expect(observer.received.filter(({ topic, text }) => topic.includes('fan-2') && text !== '')).toEqual([])
})
