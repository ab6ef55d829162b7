import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { issueCertificates } from '../../../src/sim/certificate.ts'
import { until } from '../../until.ts'
import { freePort, startBroker, type TestBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { startProxy } from '../proxy.ts'
import { joinBroker } from './client.ts'
import { startModule } from './module.ts'

type StartBroker = (options?: { port?: number }) => Promise<TestBroker>

const BROKERS: [name: string, start: StartBroker, isThere: boolean][] = [
  ['aedes', startBroker, true],
  ['Mosquitto', startMosquitto, hasMosquitto],
]

for (const [name, start, isThere] of BROKERS) {
  describe.skipIf(!isThere)(`a connection to ${name}`, () => {
    it('is made when the broker comes, and says meanwhile that it is absent', async () => {
      const port = await freePort()
      await using module = await startModule(`mqtt://127.0.0.1:${port}`)
      await until(() => module.adapter.health().problem !== null, 'the problem is known')
      expect(module.adapter.health()).toMatchObject({
        state: 'connecting',
        problem: { message: expect.stringContaining('nothing listens') },
      })
      expect(module.metrics.get('earshot_broker_connected')).toBe(0)
      await using broker = await start({ port })
      await module.connected()
      expect(module.metrics.get('earshot_broker_connected')).toBe(1)
      await using other = await joinBroker(broker.url)
      expect(JSON.parse((await other.message('earshot/status')).text)).toEqual({ state: 'online' })
    })

    it('leaves the last will behind when it is cut', async () => {
      await using broker = await start()
      await using proxy = await startProxy(broker.port)
      await using module = await startModule(proxy.url, {
        describe: () => ({ version: '1.2.3' }),
        limits: { reconnectMinMs: 60_000, reconnectMaxMs: 60_000 },
      })
      await module.connected()
      await using other = await joinBroker(broker.url)
      expect(JSON.parse((await other.message('earshot/status')).text)).toEqual({ state: 'online', version: '1.2.3' })
      proxy.cut()
      const will = JSON.parse((await other.message('earshot/status', 1)).text)
      expect(will).toEqual({ state: 'offline', version: '1.2.3', reason: 'connection lost' })
    })

    it('ends with a goodbye that is retained', async () => {
      await using broker = await start()
      const module = await startModule(broker.url)
      await module.connected()
      await module.stop()
      await using other = await joinBroker(broker.url)
      const { text, packet } = await other.message('earshot/status')
      expect([JSON.parse(text), packet.retain]).toEqual([{ state: 'offline', reason: 'stopped' }, true])
      expect(module.adapter.health().state).toBe('stopped')
    })
  })
}

describe.skipIf(!hasMosquitto)('a broker with passwords', () => {
  const users = { earshot: 'correct horse' }

  it('that refuses ours is named in the health, and the password is not', async () => {
    await using broker = await startMosquitto({ users })
    await using module = await startModule(broker.url, {
      broker: { url: broker.url, clientId: 'm', username: 'earshot', password: 'wrong horse' },
    })
    await until(() => module.adapter.health().problem !== null, 'the problem is known')
    const { state, problem } = module.adapter.health()
    expect(state).toBe('connecting')
    expect(problem?.message).toMatch(/refuses the user name or password|does not authorise/)
    expect(JSON.stringify([module.adapter.health(), module.log.lines])).not.toContain('wrong horse')
  })

  it('lets us in with the right one', async () => {
    await using broker = await startMosquitto({ users })
    await using module = await startModule(broker.url, {
      broker: { url: broker.url, clientId: 'm', username: 'earshot', password: 'correct horse' },
    })
    await module.connected()
    expect(module.adapter.health()).toMatchObject({ protocolVersion: 5, connections: 1 })
  })
})

describe.skipIf(!hasMosquitto)('two modules with one client id', () => {
  it('are told what may be the matter', async () => {
    await using broker = await startMosquitto()
    const limits = { reconnectMinMs: 60_000, reconnectMaxMs: 60_000 }
    await using first = await startModule(broker.url, { broker: { url: broker.url, clientId: 'same' }, limits })
    await first.connected()
    await using second = await startModule(broker.url, { broker: { url: broker.url, clientId: 'same' }, limits })
    await second.connected()
    await until(() => first.adapter.health().state === 'connecting', 'the first one is thrown out')
    expect(first.adapter.health().problem?.message).toContain('another client may have the same mqtt.clientId')
  })
})

describe('a broker with TLS', () => {
  const { ca, ...server } = issueCertificates('localhost')

  it('is trusted by its authority', async () => {
    await using broker = await startBroker({ tls: server })
    const url = `mqtts://localhost:${broker.port}`
    await using module = await startModule(url, { broker: { url, clientId: 'm', tls: { ca } } })
    await module.connected()
  })

  it('is refused without it, and the health says why', async () => {
    await using broker = await startBroker({ tls: server })
    const url = `mqtts://localhost:${broker.port}`
    await using module = await startModule(url)
    await until(() => module.adapter.health().problem !== null, 'the problem is known')
    expect(module.adapter.health().problem?.message).toMatch(/cannot be trusted .*mqtt\.caFile/)
  })

  it('may be taken on trust in a laboratory', async () => {
    await using broker = await startBroker({ tls: server })
    const url = `mqtts://localhost:${broker.port}`
    await using module = await startModule(url, { broker: { url, clientId: 'm', tls: { rejectUnauthorized: false } } })
    await module.connected()
  })

  it('is not trusted with a certificate that is no certificate, and the module lives on', async () => {
    await using module = await startModule('mqtts://localhost:1', {
      broker: { url: 'mqtts://localhost:1', clientId: 'm', tls: { cert: 'no', key: 'no' } },
    })
    await until(() => module.adapter.health().problem !== null, 'the problem is known')
  })
})

describe('a broker that never answers', () => {
  it.each([
    ['accepts and says nothing', () => undefined],
    ['hangs up at once', (socket: { destroy(): void }) => socket.destroy()],
  ])('and %s is given up, tried again, and does not hold the stop up', async (_, onConnection) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      onConnection(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let attempts = 0
    server.on('connection', () => {
      attempts += 1
    })
    const url = `mqtt://127.0.0.1:${port}`
    const module = await startModule(url, { broker: { url, clientId: 'm', connectTimeoutMs: 50 } })
    await until(() => attempts >= 3, 'it was tried again')
    expect(module.adapter.health().problem?.message).toMatch(/does not answer|hung up|cut the connection/)
    const beganMs = performance.now()
    await module.stop()
    expect(performance.now() - beganMs).toBeLessThan(3_000)
    server.close()
  })

  it('does not hold the stop up while an attempt is under way', async () => {
    const server = createServer(() => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const connected = once(server, 'connection')
    const module = await startModule(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const [socket] = await connected
    await module.stop()
    expect(module.adapter.health().state).toBe('stopped')
    socket.destroy()
    server.close()
  })
})
