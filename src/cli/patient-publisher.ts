import { setTimeout as sleep } from 'node:timers/promises'
import { type BrokerSession, openSession } from '../adapters/mqtt/broker-session.ts'
import type { BrokerAddress, ProtocolVersion } from '../adapters/mqtt/options.ts'
import { BrokerError } from '../adapters/mqtt/refusal.ts'
import { TransportError } from '../errors.ts'
import { within } from '../time-limit.ts'
import type { ChunkMessage } from './chunk-to-publish.ts'

/** How long an acknowledgement may take. @unit ms */
const ACK_MS = 10_000
/** How long a broker that was there may stay away. @unit ms */
const PATIENCE_MS = 60_000
const RETRY_MS = 500

/** Publishes one message after the other, each until it is acknowledged, through a broker's restart if need be. */
export class PatientPublisher {
  readonly #address: BrokerAddress
  #session: BrokerSession

  private constructor(address: BrokerAddress, session: BrokerSession) {
    this.#address = address
    this.#session = session
  }

  /** @throws {@link BrokerError} at once when the broker is not there, or refuses us. */
  static async connect(address: BrokerAddress): Promise<PatientPublisher> {
    return new PatientPublisher(address, await openSession(address))
  }

  get protocolVersion(): ProtocolVersion {
    return this.#session.protocolVersion
  }

  /**
   * @param compose - Makes the message for the version of MQTT that the broker speaks.
   * @throws {@link BrokerError} when the broker refuses the message; {@link TransportError} when it stays away.
   */
  async publish(compose: (version: ProtocolVersion) => ChunkMessage): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS
    for (;;) {
      try {
        if (!this.#session.isOpen) this.#session = await openSession(this.#address)
        const { topic, payload, properties } = compose(this.#session.protocolVersion)
        const sent = this.#session.publish(topic, payload, { qos: 1, properties })
        await within(sent, ACK_MS, () => new TransportError(`the broker acknowledged nothing for ${ACK_MS} ms`))
        return
      } catch (error) {
        const isFinal = error instanceof BrokerError && error.reason === 'refused'
        if (isFinal || performance.now() > endMs) throw error
        this.#session.cut()
        await sleep(RETRY_MS)
      }
    }
  }

  async end(): Promise<void> {
    await this.#session.end(ACK_MS)
  }
}
