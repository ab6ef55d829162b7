import { once } from 'node:events'
import { Agent } from 'node:https'
import type { Message, Twin } from 'azure-iot-device'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NotFoundError, RequestError, TransportError } from '../../../src/errors.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { clientFromEnvironment, message, openModule } from './sdk-module.ts'

let edge: EdgeRuntime

const takesInputs = (moduleId: string) =>
  edge.hub.head.subscriber(moduleId, `devices/local-device/modules/${moduleId}/inputs/`) !== undefined

const report = (twin: Twin, patch: object) =>
  new Promise<void>((resolve, reject) => {
    twin.properties.reported['update'](patch, (error?: Error) => (error ? reject(error) : resolve()))
  })

beforeEach(async () => {
  edge = await startEdgeRuntime({
    modules: ['ear', 'valve'],
    desired: { ear: { threshold: 0.5, nested: { keep: 1, drop: 2 } } },
    routes: {
      up: 'FROM /messages/* INTO $upstream',
      alarms: `FROM /messages/modules/ear/outputs/alarms WHERE state = 'raised' AND NOT level < 3 INTO BrokeredEndpoint("/modules/valve/inputs/shut")`,
    },
  })
})
afterEach(() => edge.stop())

describe('the local IoT Edge runtime, with the unmodified SDK', () => {
  it.each(['unix', 'http', 'connectionString'] as const)('opens a module from its %s environment', async (kind) => {
    await using ear = await openModule(edge.environment('ear', kind))
    await ear.sendOutputEvent('alarms', message('hello'))
    expect(edge.hub.upstream.map(({ moduleId, output, body }) => [moduleId, output, String(body)])).toEqual([
      ['ear', 'alarms', 'hello'],
    ])
  })

  it('brings an output upstream with its properties and, where the condition holds, to the input of another module', async () => {
    await using ear = await openModule(edge.environment('ear'))
    await using valve = await openModule(edge.environment('valve'))
    const received: [string, Message][] = []
    valve.on('inputMessage', (input: string, arrived: Message) => {
      received.push([input, arrived])
      void valve.complete(arrived)
    })
    const raised = Object.assign(message('shut it', { state: 'raised', level: '10', 'a b': 'c+d/é=' }), {
      messageId: 'm-1',
      contentType: 'application/json' as const,
      contentEncoding: 'utf-8' as const,
    })
    await ear.sendOutputEvent('alarms', message('no', { state: 'cleared', level: '10' }))
    await ear.sendOutputEvent('alarms', message('no', { state: 'raised', level: '2' }))
    await ear.sendOutputEvent('alarms', message('no', { state: 'raised' }))
    await ear.sendOutputEvent('verdicts', message('no', { state: 'raised', level: '10' }))
    await ear.sendOutputEvent('alarms', raised)

    await vi.waitFor(() => expect(received).toHaveLength(1))
    const [input, arrived] = received[0] ?? []
    expect(input).toBe('shut')
    expect(arrived?.getBytes().toString()).toBe('shut it')
    expect(arrived).toMatchObject({ messageId: 'm-1', contentType: 'application/json', contentEncoding: 'utf-8' })
    expect(arrived?.properties.getValue('a b')).toBe('c+d/é=')
    expect(arrived?.properties.getValue('$.cmid')).toBe('ear')
    expect(edge.hub.upstream).toHaveLength(5)
    expect(edge.hub.upstream[4]).toMatchObject({
      properties: { state: 'raised', level: '10', 'a b': 'c+d/é=' },
      system: { '$.mid': 'm-1', '$.ct': 'application/json', '$.ce': 'utf-8', '$.on': 'alarms' },
    })
    await vi.waitFor(() => expect(edge.hub.module('valve').inFlight.size).toBe(0))
  })

  it('delivers again after a cut what a module had not acknowledged, and keeps what comes while it is away', async () => {
    await using valve = await openModule(edge.environment('valve'))
    // After a reset connection the SDK says that it is disconnected and leaves it at that.
    valve.on('disconnect', () => void valve.open().catch(() => undefined))
    const received: string[] = []
    valve.on('inputMessage', (_: string, arrived: Message) => received.push(arrived.getBytes().toString()))
    await vi.waitFor(() => expect(takesInputs('valve')).toBe(true))
    edge.hub.sendToInput('valve', 'shut', 'cut on its way')
    await edge.faults.kill()
    expect(edge.hub.module('valve').inFlight.size).toBe(1)
    edge.hub.sendToInput('valve', 'shut', 'while it was gone')
    await edge.faults.restart()
    await vi.waitFor(() => expect(received).toEqual(['cut on its way', 'while it was gone']), 20_000)
    await vi.waitFor(() => expect(edge.hub.module('valve').inFlight.size).toBe(0))
  })

  it('keeps messages for the cloud, by priority and for their time to live, while the cloud is out of reach', async () => {
    const from = (output: string) => `FROM /messages/modules/ear/outputs/${output} INTO $upstream`
    await using prioritised = await startEdgeRuntime({
      modules: ['ear'],
      routes: {
        chatter: { route: from('verdicts'), priority: 9 },
        urgent: { route: from('alarms'), priority: 0 },
        stale: { route: from('stale'), timeToLiveSecs: 0 },
      },
    })
    prioritised.faults.cloudOffline()
    await using ear = await openModule(prioritised.environment('ear'))
    for (const output of ['verdicts', 'stale', 'alarms', 'verdicts', 'alarms']) {
      await ear.sendOutputEvent(output, message(output))
    }
    expect(prioritised.hub.upstream).toEqual([])
    prioritised.faults.cloudOffline(false)
    expect(prioritised.hub.upstream.map(({ output }) => output)).toEqual(['alarms', 'alarms', 'verdicts', 'verdicts'])
  })

  it('gives a module its twin, pushes desired patches and takes reported ones', async () => {
    await using ear = await openModule(edge.environment('ear'))
    const twin: Twin = await ear.getTwin()
    expect(twin.properties.desired).toMatchObject({ threshold: 0.5, nested: { keep: 1, drop: 2 }, $version: 1 })

    const patches: unknown[] = []
    twin.on('properties.desired', (patch: unknown) => patches.push(patch))
    await vi.waitFor(() => expect(patches).toHaveLength(1)) // The SDK tells a new listener what it holds.
    await vi.waitFor(() => {
      edge.hub.patchDesired('ear', { threshold: 0.7, nested: { drop: null } })
      expect(patches.length).toBeGreaterThan(1)
    })
    expect(patches[1]).toMatchObject({ threshold: 0.7, nested: { drop: null } })
    expect(edge.hub.module('ear').twin.desired).toMatchObject({ threshold: 0.7, nested: { keep: 1 } })
    expect(edge.hub.module('ear').twin.desired['nested']).not.toHaveProperty('drop')

    await report(twin, { engine: 'wasm', gone: { a: 1 } })
    await report(twin, { gone: null })
    expect(edge.hub.module('ear').twin.reported).toEqual({ engine: 'wasm', $version: 3 })
  })

  it('calls direct methods: answered, unknown (504), module not connected (404), payload too large (400)', async () => {
    await using ear = await openModule(edge.environment('ear'))
    ear.onMethod('infer', (request, response) => void response?.send(207, { got: request?.payload }))
    const call = (payload: unknown) => edge.hub.invokeMethod('ear', 'infer', payload)
    await vi.waitFor(async () =>
      expect(await call({ source: 'fan-1' })).toEqual({ status: 207, payload: { got: { source: 'fan-1' } } }),
    )
    await expect(edge.hub.invokeMethod('ear', 'nothing', {}, 100)).rejects.toThrow(TransportError)
    await expect(edge.hub.invokeMethod('valve', 'infer')).rejects.toThrow(NotFoundError)
    await expect(call('x'.repeat(131_073))).rejects.toThrow(RequestError)
  })

  it('carries a call from module to module over HTTPS', async () => {
    await using ear = await openModule(edge.environment('ear'))
    await using valve = await openModule(edge.environment('valve'))
    valve.onMethod('close', (request, response) => void response?.send(200, { closed: request?.payload }))
    await vi.waitFor(() => edge.hub.invokeMethod('valve', 'close', 'ready?'))
    // The SDK calls port 443 of the gateway's name; an agent's own options lead it to another.
    const agent = new Agent({ host: 'localhost', port: edge.ports.https, servername: 'localhost' })
    await ear.setOptions({ ca: edge.ca, http: { agent } })
    const parameters = { methodName: 'close', payload: 3, connectTimeoutInSeconds: 5, responseTimeoutInSeconds: 5 }
    await expect(ear.invokeMethod('local-device', 'valve', parameters)).resolves.toEqual({
      status: 200,
      payload: { closed: 3 },
    })
    await expect(ear.invokeMethod('local-device', 'nobody', parameters)).rejects.toThrow('Not found')
    agent.destroy()
  })

  it('takes a message up to its limit and cuts the connection at a larger one', async () => {
    await using ear = await openModule(edge.environment('ear'))
    await ear.sendOutputEvent('alarms', message('x'.repeat(262_144 - 200)))
    expect(edge.hub.upstream).toHaveLength(1)
    const cut = vi.spyOn(edge.hub, 'authenticate')
    void ear.sendOutputEvent('alarms', message('x'.repeat(262_144), { long: 'y'.repeat(100) })).catch(() => undefined)
    await vi.waitFor(() => expect(cut).toHaveBeenCalled(), 20_000) // the SDK comes back and sends it again
    expect(edge.hub.upstream).toHaveLength(1)
  })

  it('lets a module renew its token by reconnecting, without losing its subscriptions', async () => {
    await using valve = await openModule(edge.environment('valve'))
    const arrived = once(valve, 'inputMessage')
    await vi.waitFor(() =>
      expect(edge.hub.head.subscriber('valve', 'devices/local-device/modules/valve/inputs/')).toBeDefined(),
    )
    const connections = vi.spyOn(edge.hub, 'authenticate')
    await valve.setOptions({
      ca: edge.ca,
      tokenRenewal: { tokenValidTimeInSeconds: 60, tokenRenewalMarginInSeconds: 10 },
    })
    await vi.waitFor(() => expect(connections).toHaveReturned(), 10_000)
    expect(connections.mock.results[0]?.value.expiresInMs).toBeLessThanOrEqual(60_000)
    edge.hub.sendToInput('valve', 'shut', 'after the renewal')
    await arrived
  })

  it('refuses an expired or foreign token, and a hub that is not up', async () => {
    edge.faults.expireTokens()
    await expect(openModule(edge.environment('ear'))).rejects.toThrow('Not authorized')
    edge.faults.expireTokens(false)
    const stolen = { ...edge.environment('ear', 'connectionString') }
    const foreign = edge.environment('valve', 'connectionString')['EdgeHubConnectionString']?.replace('=valve', '=ear')
    await expect(openModule({ ...stolen, EdgeHubConnectionString: foreign ?? '' })).rejects.toThrow('Not authorized')
    await using later = await startEdgeRuntime({ modules: ['ear'], isHubUp: false })
    await expect(openModule(later.environment('ear'))).rejects.toThrow('ECONNREFUSED')
    await later.faults.restart()
    await using ear = await openModule(later.environment('ear'))
    await ear.sendOutputEvent('alarms', message('at last'))
  })

  it('forgets subscriptions when its sessions are wiped: messages and methods come back, the twin does not', async () => {
    await using ear = await openModule(edge.environment('ear'))
    await ear.getTwin()
    edge.faults.wipeSessions()
    const hangs = ear.getTwin().then(
      () => 'answered',
      () => 'failed',
    )
    await vi.waitFor(() => expect(edge.hub.head.subscriber('ear', '')).toBeUndefined())
    await ear.sendOutputEvent('alarms', message('still sends'))
    expect(await Promise.race([hangs, ear.sendOutputEvent('alarms', message('and again')).then(() => 'hangs')])).toBe(
      'hangs',
    )
  })

  it('makes no client for an unknown module', async () => {
    expect(() => edge.environment('nobody')).toThrow(NotFoundError)
    const impostor = { ...edge.environment('ear'), IOTEDGE_MODULEID: 'nobody' }
    await expect((await clientFromEnvironment(impostor)).open()).rejects.toThrow()
  })
})
