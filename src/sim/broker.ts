import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import { TransportError } from '../errors.ts'
import type { Service } from '../lifecycle.ts'

/** An MQTT 3.1.1 broker in this process, for the demo and for tests: no passwords, nothing kept on disk. */
export class EmbeddedBroker implements Service {
  readonly name = 'broker'
  readonly #host: string
  readonly #port: number
  #server: Server | undefined
  #aedes: Aedes | undefined

  /** @param port - 0: any free one. */
  constructor({ host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {}) {
    this.#host = host
    this.#port = port
  }

  /** Where clients on this machine find it, once it has started. */
  get url(): string {
    const address = this.#server?.address() as AddressInfo | null | undefined
    return `mqtt://${this.#host === '0.0.0.0' ? '127.0.0.1' : this.#host}:${address?.port ?? this.#port}`
  }

  /** @throws {@link TransportError} when the port cannot be had. */
  async start(): Promise<void> {
    const aedes = await Aedes.createBroker()
    const server = createServer(aedes.handle)
    try {
      server.listen(this.#port, this.#host)
      await once(server, 'listening')
    } catch (cause) {
      aedes.close()
      throw new TransportError(
        `the broker cannot listen on ${this.#host}:${this.#port}: stop what has the port, or choose another`,
        { cause },
      )
    }
    this.#server = server
    this.#aedes = aedes
  }

  async stop(): Promise<void> {
    const [server, aedes] = [this.#server, this.#aedes]
    if (!server || !aedes) return
    const isClosed = once(server, 'close')
    server.close()
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
    await isClosed
    this.#server = undefined
    this.#aedes = undefined
  }
}
