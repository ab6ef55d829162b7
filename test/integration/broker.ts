import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { Aedes, type AedesOptions } from 'aedes'

export interface TestBroker extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Cut every connection at once, as a power cut does. */
  stop(): Promise<void>
}

export interface TestBrokerOptions {
  /** 0: any free one. */
  readonly port?: number
  readonly aedes?: AedesOptions
  /** With it, the broker speaks TLS. */
  readonly tls?: TlsOptions
}

/** A real MQTT 3.1.1 broker on a free port, stopped by `await using` or by hand. */
export async function startBroker({ port = 0, aedes = {}, tls }: TestBrokerOptions = {}): Promise<TestBroker> {
  const broker = await Aedes.createBroker(aedes)
  const server: Server = tls ? createTlsServer(tls, broker.handle) : createTcpServer(broker.handle)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const boundPort = (server.address() as AddressInfo).port
  let isUp = true

  async function stop(): Promise<void> {
    if (!isUp) return
    isUp = false
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
    await new Promise<void>((resolve) => broker.close(() => resolve()))
  }

  return {
    url: `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${boundPort}`,
    port: boundPort,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createTcpServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
