import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a broker that can be cut, as a cable can. */
export async function startProxy(toPort: number) {
  const sockets = new Set<Socket>()
  const nearSockets = new Set<Socket>()
  const server = createServer((near) => {
    nearSockets.add(near)
    near.once('close', () => nearSockets.delete(near))
    const far = connect(toPort, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    /** Nothing passes from us to the broker, and nothing is lost; the returned function lets it pass again. */
    hold(): () => void {
      const held = [...nearSockets]
      for (const near of held) near.pause()
      return () => {
        for (const near of held) near.resume()
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
