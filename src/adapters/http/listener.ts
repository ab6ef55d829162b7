import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { TransportError } from '../../errors.ts'
import type { Service } from '../../lifecycle.ts'
import type { Log } from '../../pipeline/ports.ts'

export interface Address {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/** How long requests that are under way may go on after the server was told to stop. @unit ms */
const GRACE_MS = 3_000

/** A server on an address, from start to stop. */
export class Listener implements Service {
  readonly name: string
  readonly #address: Address
  readonly #log: Log
  readonly #build: () => Promise<FastifyInstance>
  #app: FastifyInstance | undefined

  /** @param build - Makes the server with its routes; called at the start. */
  constructor(name: string, address: Address, log: Log, build: () => Promise<FastifyInstance>) {
    this.name = name
    this.#address = address
    this.#log = log
    this.#build = build
  }

  /** The port in use; 0 while the server is not up. */
  get port(): number {
    const address = this.#app?.server.address() as AddressInfo | null | undefined
    return address?.port ?? 0
  }

  /** @throws {@link TransportError} when the address cannot be had. */
  async start(): Promise<void> {
    const { host, port } = this.#address
    const app = await this.#build()
    try {
      await app.listen({ host, port })
    } catch (cause) {
      await app.close()
      throw new TransportError(`${this.name}: cannot listen on ${host}:${port}; ${reasonOf(cause)}`, { cause })
    }
    this.#app = app
    this.#log.info(`${this.name} is listening`, { host, port: this.port })
  }

  async stop(): Promise<void> {
    const app = this.#app
    if (!app) return
    const impatience = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
    await app.close().finally(() => clearTimeout(impatience))
    this.#app = undefined
  }
}

function reasonOf(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') return 'another program has the port: stop it or choose another port'
  if (code === 'EACCES') return 'this user may not: choose a port above 1023'
  return cause instanceof Error ? cause.message : String(cause)
}
