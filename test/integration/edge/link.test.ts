import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { InputMessage } from '../../../src/adapters/edgehub/connection.ts'
import { hasEdgeEnvironment } from '../../../src/adapters/edgehub/environment.ts'
import type { LinkLimits } from '../../../src/adapters/edgehub/limits.ts'
import { createEdgeHubLink } from '../../../src/adapters/edgehub/link.ts'
import { EdgeHubTransport, type JsonObject } from '../../../src/adapters/edgehub/transport.ts'
import { NotFoundError, RequestError, TransportError } from '../../../src/errors.ts'
import type { MethodHandler } from '../../../src/pipeline/ports.ts'
import { type EdgeRuntime, type EdgeRuntimeOptions, startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'

const QUICK: Partial<LinkLimits> = {
  reconnectMinMs: 10,
  reconnectMaxMs: 50,
  twinCallMs: 400,
  twinRetryMs: 50,
  reportEveryMs: 50,
  sendMs: 400,
  closeMs: 200,
}
const LONG_ENOUGH = 10_000
const log = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() }
let edge: EdgeRuntime

async function startRuntime(options: Partial<EdgeRuntimeOptions> = {}): Promise<void> {
  edge = await startEdgeRuntime({ modules: ['ear'], desired: { ear: { threshold: 0.5 } }, ...options })
}

/** A link that ends with the test, and what it was given. */
async function startLink(limits: Partial<LinkLimits> = {}, kind: 'unix' | 'http' | 'connectionString' = 'unix') {
  const inputs: { input: string; text: string; message: InputMessage }[] = []
  const desired: JsonObject[] = []
  const methods = new Map<string, MethodHandler>([
    ['echo', (payload) => Promise.resolve({ status: 202, payload })],
    ['missing', () => Promise.reject(new NotFoundError('no source fan-9'))],
    ['broken', () => Promise.reject(new Error('secret insides'))],
    ['verbose', () => Promise.resolve({ status: 200, payload: 'x'.repeat(200_000) })],
  ])
  const link = createEdgeHubLink({
    env: edge.environment('ear', kind),
    log,
    methods,
    limits: { ...QUICK, ...limits },
    onInput: (input, message) => inputs.push({ input, text: Buffer.from(message.body).toString(), message }),
    onDesired: (properties) => desired.push(properties),
  })
  await link.start(new AbortController().signal)
  onTestFinished(() => link.stop())
  return { link, inputs, desired }
}

type Started = Awaited<ReturnType<typeof startLink>>
const isUp = ({ link, desired }: Started, connections = 1) =>
  vi.waitFor(() => {
    expect(link.health()).toMatchObject({ state: 'connected', connectionsTotal: connections })
    expect(desired.length).toBeGreaterThanOrEqual(connections)
  }, LONG_ENOUGH)
const arrivedIds = () => edge.hub.upstream.map(({ system }) => system['$.mid'])

/** As an outbox does: again and again, with the same id, until it is acknowledged. */
async function sendUntilAcknowledged({ link }: Started, body: string, id: string): Promise<void> {
  await vi.waitFor(() => link.sendOutput('alarms', body, {}, id), { timeout: LONG_ENOUGH, interval: 20 })
}

beforeEach(() => startRuntime())
afterEach(async () => {
  await edge.stop()
  vi.clearAllMocks()
})

describe('the link to edgeHub', () => {
  it('is wanted only where an IoT Edge runtime has set the environment', () => {
    expect(hasEdgeEnvironment({})).toBe(false)
    expect(hasEdgeEnvironment({ EdgeHubConnectionString: '' })).toBe(false)
    expect(hasEdgeEnvironment(edge.environment('ear'))).toBe(true)
    expect(hasEdgeEnvironment(edge.environment('ear', 'connectionString'))).toBe(true)
  })

  it.each(['unix', 'http', 'connectionString'] as const)(
    'sends, receives and reads its twin in a %s environment',
    async (kind) => {
      const before = { ...process.env }
      const started = await startLink({}, kind)
      expect(process.env).toEqual(before)
      await isUp(started)
      expect(started.desired).toEqual([{ threshold: 0.5, $version: 1 }])
      await started.link.sendOutput('alarms', '{"state":"raised"}', { state: 'raised', 'ü&=': 'a+b' }, 'event-1')
      expect(edge.hub.upstream).toMatchObject([
        {
          output: 'alarms',
          properties: { state: 'raised', 'ü&=': 'a+b' },
          system: { '$.mid': 'event-1', '$.ct': 'application/json', '$.ce': 'utf-8' },
        },
      ])
      edge.hub.sendToInput('ear', 'audio', Buffer.of(0, 255, 128), { source: 'fan-1', seq: '3' })
      await vi.waitFor(() => expect(started.inputs).toHaveLength(1))
      const [received] = started.inputs
      expect(received?.input).toBe('audio')
      expect(received?.message.properties).toMatchObject({ source: 'fan-1', seq: '3' })
      expect([...(received?.message.body ?? [])]).toEqual([0, 255, 128])
    },
  )

  it('answers direct methods, also when they fail, and tells nothing of its insides', async () => {
    const started = await startLink()
    await isUp(started)
    const call = (name: string, payload?: unknown) => edge.hub.invokeMethod('ear', name, payload, 5_000)
    await expect(call('echo', { source: 'fan-1' })).resolves.toEqual({ status: 202, payload: { source: 'fan-1' } })
    await expect(call('echo')).resolves.toEqual({ status: 202, payload: null })
    await expect(call('missing')).resolves.toMatchObject({
      status: 404,
      payload: { error: { code: 'EARSHOT_NOT_FOUND' } },
    })
    await expect(call('broken')).resolves.toMatchObject({
      status: 500,
      payload: { error: { code: 'EARSHOT_INTERNAL' } },
    })
    await expect(call('verbose')).resolves.toMatchObject({ status: 413 })
  })

  it('passes on all desired properties at each change', async () => {
    const started = await startLink()
    await isUp(started)
    edge.hub.patchDesired('ear', { hopFrames: 20 })
    await vi.waitFor(() => expect(started.desired.at(-1)).toEqual({ threshold: 0.5, hopFrames: 20, $version: 2 }))
    edge.hub.patchDesired('ear', { threshold: null })
    await vi.waitFor(() => expect(started.desired.at(-1)).toEqual({ hopFrames: 20, $version: 3 }))
  })

  it('reads its twin one time after the other, and no more often than is needed, however fast it changes', async () => {
    const started = await startLink()
    await isUp(started)
    const reads = vi.spyOn(EdgeHubTransport.prototype, 'readTwin')
    for (let hopFrames = 1; hopFrames <= 50; hopFrames++) edge.hub.patchDesired('ear', { hopFrames })
    await vi.waitFor(() => expect(started.desired.at(-1)).toMatchObject({ hopFrames: 50 }), LONG_ENOUGH)
    expect(reads.mock.calls.length).toBeLessThan(10)
    const versions = started.desired.map(({ $version }) => Number($version))
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
  })

  it('gathers reports into few patches, the later ones winning', async () => {
    const { link, ...rest } = await startLink({ reportEveryMs: 300 })
    link.report({ version: '1', sources: { 'fan-1': 'live', 'fan-2': 'live' } })
    await isUp({ link, ...rest })
    const reported = () => edge.hub.module('ear').twin.reported
    await vi.waitFor(() => expect(reported()).toMatchObject({ version: '1' }), LONG_ENOUGH)
    for (let i = 0; i < 50; i++) link.report({ count: i, sources: { 'fan-1': i % 2 ? 'silent' : 'live' } })
    link.report({ sources: { 'fan-2': null } })
    await vi.waitFor(() => expect(reported()).toMatchObject({ count: 49 }), LONG_ENOUGH)
    expect(reported()).toEqual({ version: '1', count: 49, sources: { 'fan-1': 'silent' }, $version: 3 })
  })
})

describe('the link to edgeHub survives', () => {
  it('a hub that is not there at first: it tries on, says so, and refuses what it cannot send', async () => {
    await edge.faults.kill()
    const { link, ...rest } = await startLink()
    await vi.waitFor(() => expect(link.health().failedAttempts).toBeGreaterThan(2), LONG_ENOUGH)
    expect(link.health()).toMatchObject({ state: 'retrying', connectionsTotal: 0 })
    expect(link.health().lastError).toMatch(/^edgeHub cannot be reached: .*ECONNREFUSED/)
    await expect(link.sendOutput('alarms', '{}')).rejects.toThrow(TransportError)
    await edge.faults.restart()
    await isUp({ link, ...rest })
    await link.sendOutput('alarms', '{}')
    expect(link.health()).toMatchObject({ failedAttempts: 0, sentTotal: 1, sendsFailedTotal: 1 })
  })

  it('a runtime that is not there at first', async () => {
    const env = { ...edge.environment('ear'), IOTEDGE_WORKLOADURI: 'unix:///nowhere/workload.sock' }
    const link = createEdgeHubLink({
      env,
      log,
      limits: QUICK,
      methods: new Map(),
      onInput: vi.fn(),
      onDesired: vi.fn(),
    })
    await link.start(new AbortController().signal)
    await vi.waitFor(() => expect(link.health().failedAttempts).toBeGreaterThan(1), LONG_ENOUGH)
    expect(link.health().lastError).toContain('ENOENT')
    await link.stop()
    expect(link.health().state).toBe('stopped')
  })

  const hasArrived = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (edge.hub.upstream.length < count) return
        edge.hub.arrivals.off('message', look)
        resolve()
      }
      edge.hub.arrivals.on('message', look)
      look()
    })

  it('a hub that is killed under load: what was not acknowledged is rejected, and arrives under the same id when sent again', async () => {
    const started = await startLink({ sendsInFlight: 4, sendsWaiting: 1_000 })
    await isUp(started)
    const ids = Array.from({ length: 200 }, (_, i) => `event-${i}`)
    const acknowledged = ids.map((id) => sendUntilAcknowledged(started, `{"id":"${id}"}`, id))
    for (let kills = 1; kills <= 3; kills++) {
      // In the turn in which it arrives: who looks now and then may find all of them delivered.
      await hasArrived(kills * 30)
      await edge.faults.kill()
      await edge.faults.restart()
    }
    await Promise.all(acknowledged)
    expect(new Set(arrivedIds())).toEqual(new Set(ids))
    expect(started.link.health().connectionsTotal).toBeGreaterThan(1)
    expect(started.link.health().inFlight).toBe(0)
  })

  it('a hub that stays away: a send is rejected at once, not after minutes', async () => {
    const started = await startLink()
    await isUp(started)
    edge.faults.withholdAcknowledgements()
    const underWay = started.link.sendOutput('alarms', '{}', {}, 'cut')
    const refused = expect(underWay).rejects.toThrow(TransportError)
    await vi.waitFor(() => expect(arrivedIds()).toContain('cut'))
    await edge.faults.kill()
    await refused
    await expect(started.link.sendOutput('alarms', '{}')).rejects.toThrow('no connection')
  })

  it('acknowledgements that do not come: a send is rejected in time, and arrives under the same id when sent again', async () => {
    const started = await startLink()
    await isUp(started)
    edge.faults.withholdAcknowledgements()
    await expect(started.link.sendOutput('alarms', '{}', {}, 'event-1')).rejects.toThrow('did not acknowledge')
    edge.faults.withholdAcknowledgements(false)
    await sendUntilAcknowledged(started, '{}', 'event-1')
    expect(arrivedIds()).toEqual(['event-1', 'event-1'])
    expect(started.link.health().connectionsTotal).toBe(2)
  })

  it('acknowledgements that do not come when it stops: its connection is closed all the same', async () => {
    const started = await startLink({ sendMs: 60_000 })
    await isUp(started)
    edge.faults.withholdAcknowledgements()
    const cut = expect(started.link.sendOutput('alarms', '{}')).rejects.toThrow(TransportError)
    await vi.waitFor(() => expect(arrivedIds()).toHaveLength(1))
    await started.link.stop()
    await cut
    await vi.waitFor(() => expect(edge.hub.head.subscriber('ear', '$iothub/methods/POST/')).toBeUndefined())
  })

  it('a subscription that is never answered: a new client mends it', async () => {
    vi.spyOn(EdgeHubTransport.prototype, 'enableTwinDesiredPropertiesUpdates').mockImplementationOnce(() => undefined)
    const started = await startLink()
    await vi.waitFor(() => expect(started.desired).toHaveLength(1), LONG_ENOUGH)
    expect(started.link.health().connectionsTotal).toBe(2)
  })

  it('connections that are cut, again and again', async () => {
    const started = await startLink()
    for (let connections = 1; connections <= 5; connections++) {
      await isUp(started, connections)
      edge.faults.dropConnections()
    }
    await isUp(started, 6)
    await started.link.sendOutput('alarms', '{}')
  })

  it('a session that was lost with the connection: inputs, methods and the twin all come back', async () => {
    const started = await startLink()
    await isUp(started)
    edge.faults.wipeSessions()
    await isUp(started, 2)
    edge.hub.sendToInput('ear', 'audio', 'after')
    await vi.waitFor(() => expect(started.inputs.map(({ text }) => text)).toEqual(['after']))
    await expect(edge.hub.invokeMethod('ear', 'echo', 1)).resolves.toMatchObject({ status: 202 })
    edge.hub.patchDesired('ear', { threshold: 0.9 })
    await vi.waitFor(() => expect(started.desired.at(-1)).toMatchObject({ threshold: 0.9 }))
    started.link.report({ ok: true })
    await vi.waitFor(() => expect(edge.hub.module('ear').twin.reported).toMatchObject({ ok: true }))
  })

  it('a session that was lost behind its back: the silent twin call gives it away, and a new client mends it', async () => {
    const started = await startLink()
    await isUp(started)
    edge.hub.head.forgetSubscriptions('ear')
    started.link.report({ engine: 'wasm' })
    await isUp(started, 2)
    await vi.waitFor(() => expect(edge.hub.module('ear').twin.reported).toMatchObject({ engine: 'wasm' }), LONG_ENOUGH)
    edge.hub.sendToInput('ear', 'audio', 'after')
    await vi.waitFor(() => expect(started.inputs).toHaveLength(1))
  })

  it.each([400, 429, 500, 503])(
    'twin calls answered %d with an empty body: it stays connected and tries them again',
    async (status) => {
      edge.faults.twinStatus(status)
      const started = await startLink()
      started.link.report({ engine: 'wasm' })
      await vi.waitFor(
        () => expect(log.warn).toHaveBeenCalledWith('the module twin could not be read', expect.anything()),
        LONG_ENOUGH,
      )
      await started.link.sendOutput('alarms', '{}')
      expect(edge.hub.module('ear').twin.reported).toEqual({ $version: 1 })
      edge.faults.twinStatus(false)
      await vi.waitFor(() => expect(started.desired).toHaveLength(1), LONG_ENOUGH)
      await vi.waitFor(
        () => expect(edge.hub.module('ear').twin.reported).toMatchObject({ engine: 'wasm' }),
        LONG_ENOUGH,
      )
      expect(started.link.health().connectionsTotal).toBe(1)
    },
  )

  it('tokens that have run out: it is let in again when they are valid', async () => {
    const started = await startLink()
    await isUp(started)
    edge.faults.expireTokens()
    await vi.waitFor(() => expect(started.link.health().failedAttempts).toBeGreaterThan(1), LONG_ENOUGH)
    expect(started.link.health().lastError).toContain('Not authorized')
    edge.faults.expireTokens(false)
    await isUp(started, 2)
  })

  it('the renewal of its token, within one client and with all subscriptions', async () => {
    const authenticate = vi.spyOn(edge.hub, 'authenticate')
    const started = await startLink({ tokenRenewal: { tokenValidTimeInSeconds: 4, tokenRenewalMarginInSeconds: 3 } })
    await isUp(started)
    await vi.waitFor(() => expect(authenticate.mock.results.length).toBeGreaterThan(1), LONG_ENOUGH)
    edge.hub.sendToInput('ear', 'audio', 'after')
    await vi.waitFor(() => expect(started.inputs).toHaveLength(1), LONG_ENOUGH)
    expect(started.link.health()).toMatchObject({ state: 'connected', connectionsTotal: 1 })
    expect(authenticate.mock.results.every(({ value }) => value !== undefined)).toBe(true)
  })

  it('a session that is lost while the token is renewed', async () => {
    const started = await startLink({ tokenRenewal: { tokenValidTimeInSeconds: 4, tokenRenewalMarginInSeconds: 3 } })
    await isUp(started)
    const authenticate = vi.spyOn(edge.hub, 'authenticate').mockImplementationOnce((packet) => {
      edge.hub.head.forgetSubscriptions('ear')
      return edge.hub.authenticate(packet)
    })
    await vi.waitFor(() => expect(authenticate).toHaveBeenCalled(), LONG_ENOUGH)
    await isUp(started, 2)
    edge.hub.sendToInput('ear', 'audio', 'after')
    await vi.waitFor(() => expect(started.inputs).toHaveLength(1), LONG_ENOUGH)
  })

  it('what is too large, which it refuses, and what is just not, which arrives', async () => {
    const started = await startLink({ sendMs: 5_000 })
    await isUp(started)
    const send = (bytes: number, properties = {}) =>
      started.link.sendOutput('alarms', 'ü'.repeat(bytes / 2), properties)
    await expect(send(245_762)).rejects.toThrow(RequestError)
    await expect(send(2, { long: 'ü'.repeat(5_000) })).rejects.toThrow(RequestError)
    await send(245_760, { long: 'x'.repeat(8_000) })
    expect(edge.hub.upstream.map(({ body }) => body.length)).toEqual([245_760])
    expect(started.link.health()).toMatchObject({ connectionsTotal: 1, sentTotal: 1 })
  })

  it('more sends than it lets under way: few at once, few waiting, the rest refused', async () => {
    const started = await startLink({ sendsInFlight: 2, sendsWaiting: 3, sendMs: 5_000 })
    await isUp(started)
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => started.link.sendOutput('alarms', '{}')))
    expect(results.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')])
  })

  it('a twin that is not even JSON, without ending the process', async () => {
    vi.spyOn(edge.hub.head, 'send').mockImplementationOnce((moduleId, topic) =>
      edge.hub.head.send(moduleId, topic, '<html>'),
    )
    const started = await startLink()
    await vi.waitFor(() => expect(started.desired).toHaveLength(1), LONG_ENOUGH)
    expect(started.link.health().connectionsTotal).toBe(2)
    expect(log.warn).toHaveBeenCalledWith('the SDK could not handle a message from edgeHub', expect.anything())
  })

  it('a hub that takes the connection and then says nothing: the attempt ends in time, and at once when it stops', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const address = silent.address()
    const env = {
      ...edge.environment('ear'),
      IOTEDGE_GATEWAYHOSTNAME: `localhost:${typeof address === 'object' ? address?.port : ''}`,
    }
    const options = { env, log, methods: new Map(), onInput: vi.fn(), onDesired: vi.fn() }
    const impatient = createEdgeHubLink({ ...options, limits: { ...QUICK, openMs: 200 } })
    await impatient.start(new AbortController().signal)
    await vi.waitFor(() => expect(impatient.health().lastError).toContain('no answer within 200 ms'), LONG_ENOUGH)
    await impatient.stop()
    const patient = createEdgeHubLink({ ...options, limits: { ...QUICK, openMs: 600_000 } })
    const connected = once(silent, 'connection')
    await patient.start(new AbortController().signal)
    await connected
    await patient.stop()
    expect(patient.health().state).toBe('stopped')
  })

  it('a fault of its listeners', async () => {
    const fail = () => {
      throw new Error('a bug')
    }
    const link = createEdgeHubLink({
      env: edge.environment('ear'),
      log,
      limits: QUICK,
      methods: new Map(),
      onInput: fail,
      onDesired: fail,
    })
    await link.start(new AbortController().signal)
    await vi.waitFor(() =>
      expect(log.error).toHaveBeenCalledWith('desired properties were not taken', expect.anything()),
    )
    edge.hub.sendToInput('ear', 'audio', 'x')
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledWith('an input message was not taken', expect.anything()))
    await link.sendOutput('alarms', '{}')
    await link.stop()
  })
})
