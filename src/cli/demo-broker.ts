import { TransportError } from '../errors.ts'
import type { Service } from '../lifecycle.ts'
import type { Log } from '../pipeline/ports.ts'
import { EmbeddedBroker } from '../sim/broker.ts'

/** Takes another port when somebody has the wanted one: trying it out must not fail on a broker that runs already. */
export class DemoBroker implements Service {
  readonly name = 'broker'
  readonly #log: Log
  #broker: EmbeddedBroker

  constructor(port: number, log: Log) {
    this.#broker = new EmbeddedBroker({ port })
    this.#log = log
  }

  get url(): string {
    return this.#broker.url
  }

  async start(): Promise<void> {
    try {
      await this.#broker.start()
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.#log.warn('the port of the broker is taken; taking another', { error })
      this.#broker = new EmbeddedBroker()
      await this.#broker.start()
    }
  }

  async stop(): Promise<void> {
    await this.#broker.stop()
  }
}
