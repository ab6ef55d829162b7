import asyncApiSchemas from '@asyncapi/specs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { topicsBelow } from '../../../src/adapters/mqtt/topics.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { asyncApi, mistakesIn } from '../../api-documents.ts'
import { tone } from '../../level-scorer.ts'
import { startBroker } from '../broker.ts'
import { joinBroker, type Received } from './client.ts'
import { startModule } from './module.ts'

const { channels, operations, components } = asyncApi

it('is a valid AsyncAPI 3.0 document', () => {
  const ajv = new Ajv({ meta: false, validateSchema: false, strict: false, validateFormats: false, allErrors: true })
  const validate = ajv.compile(JSON.parse(JSON.stringify(asyncApiSchemas.schemas['3.0.0'])))
  validate(asyncApi)
  expect(validate.errors ?? []).toEqual([])
  expect(validate({ ...asyncApi, asyncapi: '2.0.0' })).toBe(false)
})

it('refers only to what is in it', () => {
  const refs = [...JSON.stringify(asyncApi).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'))
  expect(refs.length).toBeGreaterThan(10)
  for (const path of refs) {
    const found = path.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === name)?.[1] : undefined,
      asyncApi,
    )
    expect(found, path.join('/')).toBeDefined()
  }
})

it('describes every topic of the code, and no other', () => {
  const topics = topicsBelow('earshot')
  expect(
    Object.values(channels)
      .map(({ address }) => address)
      .sort(),
  ).toEqual(
    [
      `${topics.audio}/{source}`,
      `${topics.audio}/{source}/{format}/{rate}/{channels}`,
      `${topics.request}/{method}`,
      topics.response('{method}'),
      topics.verdict('{source}'),
      topics.alarm('{source}'),
      topics.event('{source}'),
      topics.status,
    ].sort(),
  )
  expect(Object.keys(topics).length).toBe(8)
})

it('describes what the module really publishes: topic, payload, quality of service', async () => {
  await using broker = await startBroker()
  await using observer = await joinBroker(broker.url)
  const module = await startModule(broker.url, { methods: { status: async () => ({ status: 200, payload: {} }) } })
  await module.connected()
  await observer.client.publishAsync(
    'earshot/audio/fan-1',
    Buffer.from(encodeWav(tone(3, 0.7), 8_000, { bitDepth: 16 })),
  )
  await observer.message('earshot/event/fan-1')
  await observer.message('earshot/alarm/fan-1')
  await observer.client.publishAsync('earshot/request/status', '{"transaction":7}')
  await observer.message('earshot/response/status')
  await observer.client.publishAsync('earshot/request/nothing', '')
  await observer.message('earshot/response/nothing')
  await module.stop()
  await observer.message('earshot/status', 1)

  const sent = Object.entries(operations).filter(([, { action }]) => action === 'send')
  for (const [name, { bindings }] of sent) {
    const { address = '', messages = {} } = channels[name] ?? {}
    const pattern = new RegExp(`^${address.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    const received: Received[] = observer.received.filter(({ topic }) => pattern.test(topic))
    expect(received.length, name).toBeGreaterThan(0)
    const { payload } = components.messages[Object.keys(messages)[0] ?? ''] ?? {}
    for (const { text, packet } of received) {
      expect(mistakesIn(JSON.parse(text), payload?.$ref ?? ''), name).toEqual([])
      expect(packet.qos, name).toBe(bindings?.mqtt.qos)
    }
    // Who was there before sees no retain flag; who comes now sees what is kept.
    await using late = await joinBroker(broker.url, address.replaceAll(/\{\w+\}/g, '+'))
    if (bindings?.mqtt.retain) expect((await late.message(received[0]?.topic ?? '')).packet.retain).toBe(true)
    else expect(late.received).toEqual([])
  }
  const known = sent.map(([name]) => channels[name]?.address.split('/')[1])
  const ours = observer.received.filter(({ topic }) => !/^earshot\/(audio|request)\//.test(topic))
  expect(new Set(ours.map(({ topic }) => topic.split('/')[1]))).toEqual(new Set(known))
})
