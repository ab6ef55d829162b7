import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { join } from 'node:path'
import type { MqttClient } from 'mqtt'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import type { AlarmEvent } from '../../../src/detect/alarm-event.ts'
import { NotFoundError, TransportError } from '../../../src/errors.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { RATE_HZ, sound, writeLoudnessBundle } from '../../loudness-bundle.ts'
import { aLawWav, imaAdpcmWav, muLawWav } from '../../unit/audio/compressed-wav.ts'
import { until } from '../../until.ts'
import { startBroker, type TestBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from '../mqtt/client.ts'
import { type ModuleProcess, startModuleProcess, temporaryFolder } from './module-process.ts'
import { openModule } from './sdk-module.ts'

const DEVICE = 'press-7'
/** What an answer, or a report to the twin, may take when the machine is busy. */
const LONG_ENOUGH = 20_000
/** Sound was recorded then; each source goes on where it ended. */
const BEGAN_MS = Date.UTC(2026, 0)
const ROUTES = {
  alarms: "FROM /messages/modules/earshot/outputs/alarms WHERE state = 'raised' OR state = 'cleared' INTO $upstream",
  verdicts: "FROM /messages/modules/earshot/outputs/verdicts WHERE anomaly = 'true' INTO $upstream",
}

let models: Awaited<ReturnType<typeof temporaryFolder>>
let edge: EdgeRuntime
let broker: TestBroker
let module: ModuleProcess
let other: Awaited<ReturnType<typeof joinBroker>>
/** Each patch of the reported properties, by the time of its arrival. */
const reportedAtMs: number[] = []

beforeAll(async () => {
  models = await temporaryFolder()
  await writeLoudnessBundle(join(models.path, 'loudness'))
  await writeLoudnessBundle(join(models.path, 'inverse'), { name: 'inverse', isInverse: true })
  await writeLoudnessBundle(join(models.path, 'damaged'), { name: 'damaged' })
  await writeFile(join(models.path, 'damaged', 'weights.bin'), 'nonsense')
  edge = await startEdgeRuntime({ modules: ['earshot', 'panel'], deviceId: DEVICE, routes: ROUTES })
  broker = hasMosquitto ? await startMosquitto() : await startBroker()
  other = await joinBroker(broker.url, 'earshot/#', { protocolVersion: hasMosquitto ? 5 : 4 })
  watchReports()
  module = await startModuleProcess({
    env: {
      ...edge.environment('earshot'),
      EARSHOT_MQTT_URL: broker.url,
      EARSHOT_MODEL_DIRECTORY: models.path,
      EARSHOT_MODEL_NAME: 'loudness',
      EARSHOT_ALARM_MINIMUM_HOLD_SECONDS: '0',
      EARSHOT_ALARM_COOLDOWN_SECONDS: '0',
    },
  })
  await module.line('connected to edgeHub')
  await other.message('earshot/status')
})
afterAll(async () => {
  await module[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await broker.stop()
  await edge.stop()
  await models[Symbol.asyncDispose]()
})

function watchReports(): void {
  const { published } = edge.hub
  vi.spyOn(edge.hub, 'published').mockImplementation((moduleId, topic, payload) => {
    if (topic.startsWith('$iothub/twin/PATCH/')) reportedAtMs.push(performance.now())
    published.call(edge.hub, moduleId, topic, payload)
  })
}

const wav = (seconds: number, amplitude: number) =>
  Buffer.from(encodeWav(sound(seconds, amplitude), RATE_HZ, { bitDepth: 16 }))

const heardSeconds = new Map<string, number>()
/** Send sound to the module's input, as a recording module on the same device does, 5 s at a time. */
function hear(source: string, seconds: number, amplitude: number): void {
  for (let sent = 0; sent < seconds; sent += 5) {
    const at = heardSeconds.get(source) ?? 0
    heardSeconds.set(source, at + 5)
    const capturedAt = String(BEGAN_MS + at * 1_000)
    edge.hub.sendToInput('earshot', 'audio', wav(5, amplitude), { source, seq: String(at / 5), capturedAt })
  }
}

const reported = () => edge.hub.module('earshot').twin.reported
const call = (method: string, payload?: unknown) => edge.hub.invokeMethod('earshot', method, payload, LONG_ENOUGH)
const alarmsOf = (source: string) =>
  edge.hub.upstream.filter(({ output, properties }) => output === 'alarms' && properties['source'] === source)
const verdictsOf = (source: string) => other.on(`earshot/verdict/${source}`).map(({ text }) => JSON.parse(text))

/** Ask over MQTT: with a response topic and correlation data where the broker speaks MQTT 5, or else with a transaction. */
async function ask(method: string, payload: object): Promise<{ status: number; payload: unknown }> {
  const client: MqttClient = await connectAsync(broker.url, { protocolVersion: hasMosquitto ? 5 : 4 })
  const mark = randomUUID()
  const responseTopic = hasMosquitto ? `panel/${mark}` : `earshot/response/${method}`
  try {
    const answer = new Promise<{ status: number; payload: unknown }>((resolve) => {
      client.on('message', (_, text, { properties }) => {
        const { transaction, ...answered } = JSON.parse(String(text))
        if (transaction === mark || String(properties?.correlationData) === mark) resolve(answered)
      })
    })
    await client.subscribeAsync(responseTopic, { qos: 1 })
    const request = hasMosquitto ? payload : { ...payload, transaction: mark }
    const properties = { responseTopic, correlationData: Buffer.from(mark) }
    await client.publishAsync(`earshot/request/${method}`, JSON.stringify(request), {
      qos: 1,
      ...(hasMosquitto ? { properties } : {}),
    })
    return await answer
  } finally {
    await client.endAsync(true)
  }
}

const WAYS = [
  { way: 'through the hub', through: call },
  { way: 'over MQTT', through: ask },
]

describe('the module on a device', () => {
  it('opens, and reports what it is and what is in force', async () => {
    await vi.waitFor(() => expect(reported()).toMatchObject({ version: expect.any(String) }), LONG_ENOUGH)
    expect(reported()).toMatchObject({
      model: { name: 'loudness', version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      engine: expect.any(String),
      inForce: { model: { name: 'loudness' }, alarm: { raiseAt: 0.8 }, log: { level: 'info' } },
      refused: [],
    })
  })

  it('hears on its input, and sends alarms upstream and to the broker: the same event under the same id', async () => {
    hear('fan-1', 5, 0.5)
    hear('fan-1', 5, 0.02)
    await until(() => alarmsOf('fan-1').length === 2, 'two alarms are upstream', LONG_ENOUGH)
    const [raised, cleared] = alarmsOf('fan-1')
    expect([raised, cleared]).toMatchObject([
      {
        properties: { source: 'fan-1', label: 'loud', state: 'raised', type: 'earshot.alarm.raised' },
        system: { '$.ct': 'application/json', '$.ce': 'utf-8' },
      },
      { properties: { source: 'fan-1', label: 'loud', state: 'cleared', type: 'earshot.alarm.cleared' } },
    ])
    const event: AlarmEvent = JSON.parse(String(raised?.body))
    expect(event).toMatchObject({
      specversion: '1.0',
      source: `/earshot/${DEVICE}/fan-1`,
      data: { source: 'fan-1', state: 'raised', message: 'Too loud', Anomaly: true, model: { name: 'loudness' } },
    })
    expect(event.id).toBe(`fan-1:raised:${event.data.window.endMs}`)
    expect(raised?.system['$.mid']).toBe(event.id)
    const overMqtt = await other.message('earshot/event/fan-1')
    expect(JSON.parse(overMqtt.text)).toEqual(event)
    await other.message('earshot/event/fan-1', 1)
    await until(
      () => JSON.parse(other.on('earshot/alarm/fan-1').at(-1)?.text ?? '{}').id === cleared?.system['$.mid'],
      'the present state is retained',
    )
  })

  it('sends the verdicts that a route asks for', async () => {
    const anomalous = () => edge.hub.upstream.filter(({ output }) => output === 'verdicts')
    await until(() => anomalous().length >= 5, 'verdicts are upstream', LONG_ENOUGH)
    for (const { properties, body } of anomalous()) {
      expect(properties).toMatchObject({ source: 'fan-1', label: 'loud', anomaly: 'true' })
      expect(JSON.parse(String(body))).toMatchObject({ label: 'loud', indicators: { rmsDbfs: expect.any(Number) } })
    }
  })

  it('refuses what is no sound, and goes on', async () => {
    edge.hub.sendToInput('earshot', 'audio', 'no sound at all', { source: 'fan-1' })
    edge.hub.sendToInput('earshot', 'audio', wav(1, 0.5), { source: 'not a name' })
    edge.hub.sendToInput('earshot', 'elsewhere', wav(1, 0.5), { source: 'fan-1' })
    await vi.waitFor(async () => {
      const { payload } = await call('status')
      expect(payload).toMatchObject({
        refusals: [{ code: 'EARSHOT_AUDIO_DAMAGED', source: 'fan-1' }, { code: 'EARSHOT_CHUNK_INVALID' }],
      })
    }, LONG_ENOUGH)
  })
})

describe.each(WAYS)('a direct method $way', ({ way, through }) => {
  it('infers what a source sounds like now', async () => {
    hear('pump', 5, 0.5)
    await until(() => verdictsOf('pump').length >= 5, 'the pump is heard', LONG_ENOUGH)
    await expect(through('infer', { source: 'pump' })).resolves.toMatchObject({
      status: 200,
      payload: { source: 'pump', label: 'loud', anomaly: true },
    })
  })

  it.each([
    { codec: 'PCM', encode: (y: Float32Array) => encodeWav(y, RATE_HZ, { bitDepth: 16 }) },
    { codec: 'A-law', encode: (y: Float32Array) => aLawWav(y, RATE_HZ) },
    { codec: 'µ-law', encode: (y: Float32Array) => muLawWav(y, RATE_HZ) },
    { codec: 'IMA ADPCM', encode: (y: Float32Array) => imaAdpcmWav(y, RATE_HZ) },
  ])('infers a clip of $codec that comes along', async ({ encode }) => {
    const clip = Buffer.from(encode(sound(3, 0.5)))
    await expect(through('infer', { wav: clip.toString('base64') })).resolves.toMatchObject({
      status: 200,
      payload: { label: 'loud', anomaly: true, model: { name: 'loudness' } },
    })
  })

  it('tells of the module, its sources and its bundles', async () => {
    const status = await through('status', {})
    expect(status).toMatchObject({
      status: 200,
      payload: { mqtt: { state: 'connected' }, hub: { state: 'connected' }, model: { name: 'loudness' } },
    })
    await expect(through('sources', { source: 'pump' })).resolves.toMatchObject({
      payload: { sources: [{ source: 'pump', state: 'live' }] },
    })
    await expect(through('models', {})).resolves.toMatchObject({
      payload: { live: 'loudness', models: [{ name: 'damaged', problem: expect.any(String) }, {}, {}] },
    })
  })

  it('silences a source', async () => {
    await expect(through('silence', { source: 'pump', minutes: 1, reason: 'test' })).resolves.toMatchObject({
      status: 200,
      payload: { silence: { reason: 'test' } },
    })
    await expect(through('silence', { source: 'pump', minutes: 0 })).resolves.toMatchObject({ status: 200 })
  })

  it('lets another bundle judge, and refuses one that is damaged', async () => {
    await expect(through('useModel', { name: 'inverse' })).resolves.toMatchObject({ payload: { live: 'inverse' } })
    await expect(through('infer', { source: 'pump' })).resolves.toMatchObject({
      payload: { label: 'loud', anomaly: false, model: { name: 'inverse' } },
    })
    await expect(through('useModel', { name: 'damaged' })).resolves.toMatchObject({
      status: 500,
      payload: { error: { code: 'EARSHOT_BUNDLE_INVALID' } },
    })
    await expect(through('useModel', { name: 'loudness' })).resolves.toMatchObject({ payload: { live: 'loudness' } })
  })

  it.each([
    { method: 'infer', payload: {}, status: 400, code: 'EARSHOT_REQUEST_INVALID', says: 'give either source or wav' },
    { method: 'infer', payload: { source: 'nobody' }, status: 404, code: 'EARSHOT_NOT_FOUND', says: 'nobody' },
    { method: 'infer', payload: { wav: 'AAAA' }, status: 400, code: 'EARSHOT_AUDIO_DAMAGED', says: '' },
    { method: 'silence', payload: { source: 'pump' }, status: 400, code: 'EARSHOT_REQUEST_INVALID', says: 'minutes' },
    { method: 'useModel', payload: { name: 'nowhere' }, status: 404, code: 'EARSHOT_NOT_FOUND', says: 'inverse' },
    { method: 'learn', payload: {}, status: 400, code: 'EARSHOT_REQUEST_INVALID', says: 'source' },
    { method: 'learn', payload: { source: 'nobody' }, status: 404, code: 'EARSHOT_NOT_FOUND', says: 'nobody' },
  ])('answers $status to $method with $payload, and says why', async ({ method, payload, status, code, says }) => {
    await expect(through(method, payload)).resolves.toEqual({
      status,
      payload: { error: { code, message: expect.stringContaining(says) } },
    })
  })

  it('that is not there is not answered by the SDK, but is over MQTT', async () => {
    if (way === 'over MQTT') {
      await expect(ask('explode', {})).resolves.toMatchObject({ status: 404 })
      return
    }
    await expect(edge.hub.invokeMethod('earshot', 'explode', {}, 500)).rejects.toThrow(TransportError)
    await expect(edge.hub.invokeMethod('panel', 'infer', {}, 500)).rejects.toThrow(NotFoundError)
  })
})

describe('another module', () => {
  it('calls a direct method of it', async () => {
    await using panel = await openModule(edge.environment('panel'))
    // The SDK calls port 443 of the gateway's name; an agent's own options lead it to another.
    const agent = new Agent({ host: 'localhost', port: edge.ports.https, servername: 'localhost' })
    await panel.setOptions({ ca: edge.ca, http: { agent } })
    const timeouts = { connectTimeoutInSeconds: 20, responseTimeoutInSeconds: 20 }
    const parameters = { methodName: 'infer', payload: { source: 'pump' }, ...timeouts }
    await expect(panel.invokeMethod(DEVICE, 'earshot', parameters)).resolves.toMatchObject({
      status: 200,
      payload: { source: 'pump', label: 'loud' },
    })
    agent.destroy()
  })
})

describe('desired properties', () => {
  it('are in force at once, each where it belongs, and bad ones are refused whole: one report tells of both', async () => {
    edge.hub.patchDesired('earshot', {
      alarm: { raiseAt: 0.3, clearAt: 0.2 },
      audio: { sources: 'desired-*,pump' },
      log: { level: 'debug' },
      model: { name: 'inverse' },
      window: { hopFrames: 31 },
    })
    await vi.waitFor(async () => {
      await expect(call('models')).resolves.toMatchObject({ payload: { live: 'inverse' } })
    }, LONG_ENOUGH)
    edge.hub.patchDesired('earshot', { alarm: { raiseAt: 0.1 }, http: { port: 1 }, log: { level: 'error' } })

    // Just above the limit between quiet and loud: its score is far below the 0.8 of before.
    hear('desired-1', 10, 0.095)
    hear('unwanted', 5, 0.02)
    await until(() => alarmsOf('desired-1').length > 0, 'the new threshold raises an alarm', LONG_ENOUGH)
    await until(() => verdictsOf('desired-1').length >= 9, 'all windows are judged', LONG_ENOUGH)
    const verdicts = verdictsOf('desired-1')
    expect(verdicts[0]).toMatchObject({ model: { name: 'inverse' } })
    expect(verdicts[1].window.startMs - verdicts[0].window.startMs).toBeCloseTo(992, 0)
    expect(verdicts[0].score).toBeLessThan(0.8)
    const { payload } = await call('status')
    expect(payload).toMatchObject({
      refusals: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('unwanted') })]),
    })

    await vi.waitFor(() => {
      expect(reported()).toMatchObject({
        model: { name: 'inverse' },
        inForce: {
          alarm: { raiseAt: 0.3, clearAt: 0.2 },
          audio: { sources: 'desired-*,pump' },
          log: { level: 'debug' },
          model: { name: 'inverse' },
          window: { hopFrames: 31 },
        },
        refused: [
          { path: 'http.port', reason: expect.stringContaining('cannot be changed') },
          { path: 'alarm.clearAt', reason: expect.any(String) },
          { path: 'alarm.raiseAt', reason: expect.any(String) },
        ],
        sources: { 'fan-1': { alarm: 'quiet' }, 'desired-1': { state: 'live', alarm: 'raised', label: 'quiet' } },
      })
    }, LONG_ENOUGH)
  })

  it('are reported under names that IoT Hub takes', () => {
    expect(JSON.stringify(reported())).not.toMatch(/"[^"]*[. ][^"]*":/)
  })

  it('have been reported at most once in 10 s', () => {
    const pauses = reportedAtMs.slice(1).map((at, i) => at - (reportedAtMs[i] ?? 0))
    expect(pauses.length).toBeGreaterThan(0)
    // The hub sees each a moment after it was sent, and not always the same moment.
    for (const pause of pauses) expect(pause).toBeGreaterThan(9_000)
  })
})

describe('told to stop', () => {
  it('ends within the time that Docker gives, and says that it is offline', async () => {
    const beganMs = performance.now()
    await expect(module.stop()).resolves.toEqual({ code: 0, signal: null })
    expect(performance.now() - beganMs).toBeLessThan(9_000)
    await until(() => JSON.parse(other.on('earshot/status').at(-1)?.text ?? '{}').state === 'offline', 'it is offline')
    expect(JSON.parse(other.on('earshot/status').at(-1)?.text ?? '{}')).toMatchObject({ reason: 'stopped' })
  })
})
