import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type Packet, parser, writeToStream } from 'mqtt-packet'
import { expect, it } from 'vitest'
import { until } from '../../until.ts'
import { startModule } from './module.ts'

interface Published {
  readonly topic: string
  readonly text: string
}

/** A broker for one client, whose every answer a test decides: what `answer` does not take is acknowledged at once. */
async function startScriptedBroker(answer: (packet: Packet, socket: Socket) => boolean) {
  const published: Published[] = []
  const server = createServer((socket) => {
    const incoming = parser({ protocolVersion: 4 })
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => incoming.parse(bytes))
    incoming.on('packet', (packet) => {
      const { messageId = 0 } = packet
      if (packet.cmd === 'publish') published.push({ topic: packet.topic, text: String(packet.payload) })
      if (answer(packet, socket)) return
      if (packet.cmd === 'connect') writeToStream({ cmd: 'connack', returnCode: 0, sessionPresent: false }, socket)
      else if (packet.cmd === 'subscribe') writeToStream({ cmd: 'suback', messageId, granted: [1, 1] }, socket)
      else if (packet.cmd === 'unsubscribe') writeToStream({ cmd: 'unsuback', messageId, granted: [] }, socket)
      else if (packet.cmd === 'publish' && packet.qos === 1) writeToStream({ cmd: 'puback', messageId }, socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `mqtt://127.0.0.1:${port}`,
    states: () =>
      published.filter(({ topic }) => topic === 'earshot/status').map(({ text }) => JSON.parse(text).state as string),
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

it('a module that is stopped while it is still being let in does not say last that it is online', async () => {
  let letIn: (() => void) | undefined
  await using broker = await startScriptedBroker((packet, socket) => {
    const { messageId = 0 } = packet
    if (packet.cmd === 'subscribe') {
      letIn = () => writeToStream({ cmd: 'suback', messageId, granted: [1, 1] }, socket)
      return true
    }
    if (packet.cmd === 'publish' && String(packet.payload).includes('offline')) letIn?.()
    return false
  })
  const { url } = broker
  const module = await startModule(url, { broker: { url, clientId: 'm', protocolVersion: 4 } })
  await until(() => letIn !== undefined, 'it has subscribed')
  await module.stop()
  await until(() => broker.states().includes('offline'), 'the goodbye has come')
  expect(broker.states()).toEqual(['offline'])
})

it('a broker that acknowledges nothing of Home Assistant does not hold the goodbye up', async () => {
  const isDiscovery = (packet: Packet): boolean => packet.cmd === 'publish' && packet.topic.startsWith('homeassistant/')
  let discovered = 0
  await using broker = await startScriptedBroker((packet) => {
    if (isDiscovery(packet)) discovered += 1
    return isDiscovery(packet)
  })
  const { url } = broker
  const source = { source: 'fan-1', lastHeardMs: Date.now() }
  const alarm = { state: 'quiet', label: null, sinceMs: null, event: null } as const
  const module = await startModule(url, {
    broker: { url, clientId: 'm', protocolVersion: 4 },
    limits: { stopMs: 500 },
    homeAssistant: {
      prefix: 'homeassistant',
      deviceId: 'press-7',
      version: '1.2.3',
      goneAfterMs: 60_000,
      lookEveryMs: 10,
      sources: () => [{ ...source, alarm }],
    },
  })
  await until(() => discovered > 0, 'Home Assistant is being told')
  await module.stop()
  await until(() => broker.states().includes('offline'), 'the goodbye has come')
  expect(broker.states()).toEqual(['online', 'offline'])
})
