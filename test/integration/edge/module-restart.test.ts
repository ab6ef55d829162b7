import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { RATE_HZ, sound, writeLoudnessBundle } from '../../loudness-bundle.ts'
import { until } from '../../until.ts'
import { startBroker, type TestBroker } from '../broker.ts'
import { joinBroker } from '../mqtt/client.ts'
import { type ModuleProcess, startModuleProcess, temporaryFolder } from './module-process.ts'

const LONG_ENOUGH = 20_000

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let edge: EdgeRuntime
let broker: TestBroker
let other: Awaited<ReturnType<typeof joinBroker>>
let module: ModuleProcess

async function start({ isHubUp = true } = {}): Promise<void> {
  module = await startModuleProcess({
    data: folder.path,
    env: {
      ...edge.environment('earshot'),
      EARSHOT_MQTT_URL: broker.url,
      EARSHOT_MODEL_DIRECTORY: join(folder.path, 'models'),
      EARSHOT_MODEL_NAME: 'loudness',
      EARSHOT_ALARM_MINIMUM_HOLD_SECONDS: '0',
      EARSHOT_ALARM_STALE_AFTER_SECONDS: '1',
    },
  })
  await module.line(isHubUp ? 'connected to edgeHub' : 'no connection to edgeHub')
}

beforeEach(async () => {
  folder = await temporaryFolder()
  await writeLoudnessBundle(join(folder.path, 'models', 'loudness'))
  edge = await startEdgeRuntime({ modules: ['earshot'] })
  broker = await startBroker()
  other = await joinBroker(broker.url)
})
afterEach(async () => {
  await module[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await broker.stop()
  await edge.stop()
  await folder[Symbol.asyncDispose]()
})

const wav = (amplitude: number) => Buffer.from(encodeWav(sound(5, amplitude), RATE_HZ, { bitDepth: 16 }))
const hear = (source: string, amplitude: number): void =>
  edge.hub.sendToInput('earshot', 'audio', wav(amplitude), { source })

const upstream = (source: string) =>
  edge.hub.upstream.filter(({ output, properties }) => output === 'alarms' && properties['source'] === source)
const statesUpstream = (source: string) => upstream(source).map(({ properties }) => properties['state'])
const statesOverMqtt = (source: string) =>
  other.on(`earshot/event/${source}`).map(({ text }) => JSON.parse(text).data.state)
const idsUpstream = (source: string) => [...new Set(upstream(source).map(({ system }) => system['$.mid']))]
const idsOverMqtt = (source: string) => [
  ...new Set(other.on(`earshot/event/${source}`).map(({ text }) => JSON.parse(text).id)),
]
const retained = (source: string) => JSON.parse(other.on(`earshot/alarm/${source}`).at(-1)?.text ?? '{}')

async function told(source: string, states: readonly string[]): Promise<void> {
  const isTold = (found: readonly unknown[]) => [...new Set(found)].join() === states.join()
  const found = () => `${source} upstream ${statesUpstream(source)}, over MQTT ${statesOverMqtt(source)}`
  await until(
    () => isTold(statesUpstream(source)) && isTold(statesOverMqtt(source)),
    `${source} was ${states.join(', then ')}: ${found()}`,
    LONG_ENOUGH,
  )
}

describe('an alarm that stands when the module is killed', () => {
  it('goes stale when its source stays silent, and is cleared when normal sound is heard', async () => {
    await start()
    for (const source of ['silent', 'mended', 'as-bad']) hear(source, 0.5)
    for (const source of ['silent', 'mended', 'as-bad']) await told(source, ['raised'])
    await module.kill()

    await start()
    const { payload } = await edge.hub.invokeMethod('earshot', 'sources', { source: 'silent' })
    // Where all is slow it has gone stale by now.
    expect(payload).toMatchObject({
      sources: [{ alarm: { state: expect.stringMatching(/^(raised|stale)$/), label: 'loud' } }],
    })
    hear('mended', 0.02)
    hear('as-bad', 0.5)
    await told('silent', ['raised', 'stale'])
    await told('mended', ['raised', 'cleared'])
    await until(() => retained('silent').data?.state === 'stale', 'the present state is stale')

    // Another kill may send the last event again, under its old id, but makes no new one of it.
    await module.kill()
    await start()
    hear('silent', 0.02)
    await told('silent', ['raised', 'stale', 'cleared'])
    expect(idsUpstream('silent')).toHaveLength(3)
  })

  it('is told to the hub by the next process when the hub was not there', async () => {
    await edge.faults.kill()
    await start({ isHubUp: false })
    await other.message('earshot/status')
    await other.client.publishAsync('earshot/audio/fan-1', wav(0.5), { qos: 1 })
    await other.message('earshot/event/fan-1')
    await module.kill()
    await edge.faults.restart()
    await start()
    await told('fan-1', ['raised', 'stale'])
    expect(idsUpstream('fan-1')).toEqual(idsOverMqtt('fan-1'))
  })

  it('is told to the broker by the next process when the broker was not there', async () => {
    await broker.stop()
    await start()
    hear('fan-1', 0.5)
    await until(() => statesUpstream('fan-1').includes('raised'), 'the alarm is upstream', LONG_ENOUGH)
    await module.kill()
    broker = await startBroker({ port: broker.port })
    other = await joinBroker(broker.url)
    await start()
    await told('fan-1', ['raised', 'stale'])
    expect(idsOverMqtt('fan-1')).toEqual(idsUpstream('fan-1'))
  })
})

describe('a module that is told to stop', () => {
  it('ends in time when the hub acknowledges nothing and the broker says nothing, and loses no alarm', async () => {
    const { port } = broker
    await broker.stop()
    const mute = createServer(() => undefined).listen(port, '127.0.0.1')
    await start()
    edge.faults.withholdAcknowledgements()
    hear('fan-1', 0.5)
    await until(() => statesUpstream('fan-1').includes('raised'), 'the alarm has left', LONG_ENOUGH)
    const beganMs = performance.now()
    await expect(module.stop()).resolves.toEqual({ code: 0, signal: null })
    expect(performance.now() - beganMs).toBeLessThan(9_000)

    mute.close()
    edge.faults.withholdAcknowledgements(false)
    broker = await startBroker({ port })
    other = await joinBroker(broker.url)
    await start()
    await told('fan-1', ['raised', 'stale'])
  })
})
