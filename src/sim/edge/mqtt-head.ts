import { createServer, type TLSSocket } from 'node:tls'
import { type IConnectPacket, type Packet, parser, writeToStream } from 'mqtt-packet'
import type { ServerCredentials } from '../certificate.ts'
import { listen } from '../json-server.ts'

/** IoT Hub's limit for a message with its properties; a larger packet ends the connection. */
const MAX_PACKET_BYTES = 262_144
const CONNECT_WITHIN_MS = 10_000
const MAX_TIMER_MS = 2 ** 31 - 1

export type Login = Pick<IConnectPacket, 'clientId' | 'password'>
/** Which module this is, and how long its token holds. */
export type Admission = { readonly moduleId: string; readonly expiresInMs: number }

export interface HeadHandler {
  /** @returns `undefined` refuses the connection. */
  authenticate(packet: Login): Admission | undefined
  /** The module has connected or subscribed: deliver what waits for it. */
  ready(moduleId: string): void
  published(moduleId: string, topic: string, payload: Buffer): void
  acknowledged(moduleId: string, messageId: number): void
}

interface Session {
  readonly moduleId: string
  readonly isClean: boolean
  readonly filters: Set<string>
  socket: TLSSocket | undefined
}

/** The MQTT 3.1.1 face of an edgeHub: TLS, tokens, sessions, acknowledgements. It is not a broker. */
export class MqttHead {
  /** Fault: take messages without ever acknowledging them. */
  withholdsAcknowledgements = false
  readonly #sessions = new Map<string, Session>()
  readonly #sockets = new Set<TLSSocket>()
  readonly #handler: HeadHandler
  readonly #server

  constructor(credentials: ServerCredentials, handler: HeadHandler) {
    this.#handler = handler
    this.#server = createServer({ ...credentials }, (socket) => this.#accept(socket))
  }

  listen(port: number, host: string): Promise<number> {
    return listen(this.#server, port, host)
  }

  /** Stop listening and cut every connection; sessions stay. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.dropConnections()
    await closed
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Forget subscriptions, as a hub does that lost its storage. */
  wipeSessions(): void {
    this.#sessions.clear()
    this.dropConnections()
  }

  /** As though the session had been lost, with the connection still there. */
  forgetSubscriptions(moduleId: string): void {
    this.#sessions.get(moduleId)?.filters.clear()
  }

  /** The connection over which a module takes this topic, if there is one now. */
  subscriber(moduleId: string, topic: string): TLSSocket | undefined {
    const { filters = [], socket } = this.#sessions.get(moduleId) ?? {}
    const matches = (filter: string) =>
      filter.endsWith('#') ? topic.startsWith(filter.slice(0, -1)) : topic === filter
    return [...filters].some(matches) ? socket : undefined
  }

  /** QoS 1 with a message id, otherwise QoS 0. @returns Whether anybody was there to take it. */
  send(moduleId: string, topic: string, payload: Buffer | string, messageId?: number, dup = false): boolean {
    const socket = this.subscriber(moduleId, topic)
    const qos = messageId === undefined ? { qos: 0 as const } : { qos: 1 as const, messageId }
    if (socket !== undefined) writeToStream({ cmd: 'publish', topic, payload, retain: false, dup, ...qos }, socket)
    return socket !== undefined
  }

  #accept(socket: TLSSocket): void {
    const incoming = parser({ protocolVersion: 4 })
    let session: Session | undefined
    let silence = setTimeout(() => socket.destroy(), CONNECT_WITHIN_MS)
    let expiry: NodeJS.Timeout | undefined
    this.#sockets.add(socket)

    const connect = (packet: Packet) => {
      const isSpoken = packet.cmd === 'connect' && packet.protocolVersion === 4
      const granted = isSpoken ? this.#handler.authenticate(packet) : undefined
      if (!isSpoken || granted === undefined) {
        writeToStream({ cmd: 'connack', returnCode: isSpoken ? 5 : 1, sessionPresent: false }, socket)
        socket.end()
        return
      }
      clearTimeout(silence)
      // One and a half keepalives without a packet end the connection [MQTT-3.1.2-24], and so does the token's end.
      silence = setTimeout(() => socket.destroy(), (packet.keepalive || 86_400) * 1500)
      expiry = setTimeout(() => socket.destroy(), Math.min(granted.expiresInMs, MAX_TIMER_MS))
      session = this.#open(granted.moduleId, packet.clean === true, socket)
      this.#handler.ready(granted.moduleId)
    }
    incoming.on('error', () => socket.destroy())
    incoming.on('packet', (packet) => {
      if (socket.destroyed) return
      silence.refresh()
      try {
        if ((packet.length ?? 0) > MAX_PACKET_BYTES) socket.destroy()
        else if (session === undefined) connect(packet)
        else this.#serve(session, socket, packet)
      } catch {
        socket.destroy() // It holds something that no module of this hub says.
      }
    })
    socket.on('data', (chunk) => {
      if (incoming.parse(chunk) > MAX_PACKET_BYTES) socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(silence)
      clearTimeout(expiry)
      this.#sockets.delete(socket)
      if (session?.socket === socket) session.socket = undefined
    })
  }

  /** Take over the session from whoever holds it [MQTT-3.1.4-2], and say whether it was there before. */
  #open(moduleId: string, isClean: boolean, socket: TLSSocket): Session {
    const before = this.#sessions.get(moduleId)
    before?.socket?.destroy()
    const kept = isClean || before?.isClean ? undefined : before
    const session = kept ?? { moduleId, isClean, filters: new Set(), socket }
    session.socket = socket
    this.#sessions.set(moduleId, session)
    writeToStream({ cmd: 'connack', returnCode: 0, sessionPresent: kept !== undefined }, socket)
    return session
  }

  #serve({ moduleId, filters }: Session, socket: TLSSocket, packet: Packet): void {
    const { messageId = 0 } = packet
    if (packet.cmd === 'publish' && packet.qos < 2) {
      this.#handler.published(moduleId, packet.topic, Buffer.from(packet.payload))
      if (packet.qos === 1 && !this.withholdsAcknowledgements) writeToStream({ cmd: 'puback', messageId }, socket)
    } else if (packet.cmd === 'puback') {
      this.#handler.acknowledged(moduleId, messageId)
    } else if (packet.cmd === 'subscribe') {
      for (const { topic } of packet.subscriptions) filters.add(topic)
      const granted = packet.subscriptions.map(({ qos }) => Math.min(qos, 1))
      writeToStream({ cmd: 'suback', messageId, granted }, socket)
      this.#handler.ready(moduleId)
    } else if (packet.cmd === 'unsubscribe') {
      for (const filter of packet.unsubscriptions) filters.delete(filter)
      writeToStream({ cmd: 'unsuback', messageId, granted: [] }, socket)
    } else if (packet.cmd === 'pingreq') {
      writeToStream({ cmd: 'pingresp' }, socket)
    } else {
      socket.end()
    }
  }
}
