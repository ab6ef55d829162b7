import { describe, expect, it } from 'vitest'
import { NotFoundError } from '../../../src/errors.ts'
import type { MethodHandler } from '../../../src/pipeline/ports.ts'
import { startBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from './client.ts'
import { startModule } from './module.ts'

const methods: Record<string, MethodHandler> = {
  echo: async (payload) => ({ status: 200, payload }),
  lost: async () => {
    throw new NotFoundError('no source named fan-9 has been heard')
  },
  broken: async () => {
    throw new TypeError('secret')
  },
  never: () => new Promise(() => undefined),
}

async function ask(payload: string, method = 'echo', limits = {}) {
  await using broker = await startBroker()
  await using module = await startModule(broker.url, { methods, limits })
  await module.connected()
  await using other = await joinBroker(broker.url, 'earshot/response/#')
  await other.client.publishAsync(`earshot/request/${method}`, payload, { qos: 1 })
  return JSON.parse((await other.message(`earshot/response/${method}`)).text)
}

describe('a request over MQTT', () => {
  it('is answered on the response topic of its method, with its transaction', async () => {
    expect(await ask('{"source":"fan-1","transaction":17}')).toEqual({
      status: 200,
      payload: { source: 'fan-1' },
      transaction: 17,
    })
  })

  it('may be empty', async () => {
    expect(await ask('')).toEqual({ status: 200, payload: {} })
  })

  it.each([
    ['echo', '{oops', 400, 'EARSHOT_REQUEST_INVALID'],
    ['echo', JSON.stringify('x'.repeat(2_000)), 400, 'EARSHOT_REQUEST_INVALID'],
    ['dance', '{}', 404, 'EARSHOT_NOT_FOUND'],
    ['__proto__', '{}', 404, 'EARSHOT_NOT_FOUND'],
    ['lost', '{}', 404, 'EARSHOT_NOT_FOUND'],
    ['broken', '{}', 500, 'EARSHOT_INTERNAL'],
    ['never', '{}', 503, 'EARSHOT_OVERLOADED'],
  ])('to %s with %s is answered with status %d', async (method, payload, status, code) => {
    const answer = await ask(payload.slice(0, 1_100), method, { requestBytes: 1_024, requestMs: 20 })
    expect(answer).toMatchObject({ status, payload: { error: { code } } })
    expect(JSON.stringify(answer)).not.toContain('secret')
  })

  it('is refused while too many are being answered', async () => {
    await using broker = await startBroker()
    await using module = await startModule(broker.url, { methods, limits: { requestsInFlight: 1, requestMs: 60_000 } })
    await module.connected()
    await using other = await joinBroker(broker.url, 'earshot/response/#')
    await other.client.publishAsync('earshot/request/never', '{}', { qos: 1 })
    await other.client.publishAsync('earshot/request/echo', '{"transaction":"b"}', { qos: 1 })
    const answer = JSON.parse((await other.message('earshot/response/echo')).text)
    expect(answer).toMatchObject({ status: 503, payload: { error: { code: 'EARSHOT_OVERLOADED' } } })
  })

  it('that was retained is nobody’s question', async () => {
    await using broker = await startBroker()
    await using other = await joinBroker(broker.url, 'earshot/response/#')
    await other.client.publishAsync('earshot/request/echo', '{"a":1}', { qos: 1, retain: true })
    await using module = await startModule(broker.url, { methods })
    await module.connected()
    await other.client.publishAsync('earshot/request/echo', '{"a":2}', { qos: 1 })
    expect(JSON.parse((await other.message('earshot/response/echo')).text).payload).toEqual({ a: 2 })
    expect(other.received).toHaveLength(1)
  })
})

describe.skipIf(!hasMosquitto)('a request of MQTT 5', () => {
  it('is answered on its response topic with its correlation data', async () => {
    await using broker = await startMosquitto()
    await using module = await startModule(broker.url, { methods })
    await module.connected()
    await using other = await joinBroker(broker.url, '#', { protocolVersion: 5 })
    const properties = { responseTopic: 'clients/me/answers', correlationData: Buffer.from([1, 2, 3]) }
    await other.client.publishAsync('earshot/request/echo', '{"a":1}', { qos: 1, properties })
    const { text, packet } = await other.message('clients/me/answers')
    expect(JSON.parse(text)).toEqual({ status: 200, payload: { a: 1 } })
    expect(packet.properties?.correlationData).toEqual(properties.correlationData)
    expect(other.on('earshot/response/echo')).toEqual([])
  })

  it.each(['earshot/alarm/fan-1', 'earshot/request/echo'])('cannot have its answer on %s', async (responseTopic) => {
    await using broker = await startMosquitto()
    await using module = await startModule(broker.url, { methods })
    await module.connected()
    await using other = await joinBroker(broker.url, '#', { protocolVersion: 5 })
    await other.client.publishAsync('earshot/request/echo', '{"a":1}', { qos: 1, properties: { responseTopic } })
    await other.client.publishAsync('earshot/request/echo', '{"a":2}', { qos: 1 })
    await other.message('earshot/response/echo')
    expect(other.on('earshot/alarm/fan-1')).toEqual([])
    expect(other.on('earshot/request/echo')).toHaveLength(2)
    expect(module.log.lines.map(({ text }) => text)).toContain('a request could not be answered')
  })
})
