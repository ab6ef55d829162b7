import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import { within } from '../../time-limit.ts'
import type { BrokerAddress, ProtocolVersion } from './options.ts'
import { BrokerError, describeFailure, shownAddress } from './refusal.ts'

/** What the broker publishes for us when we vanish, and retains. */
export interface LastWill {
  readonly topic: string
  readonly payload: string
}

export interface PublishOptions {
  readonly qos: 0 | 1
  readonly retain?: boolean
  /** Left out where the broker speaks 3.1.1. */
  readonly properties?: NonNullable<IPublishPacket['properties']>
}

/** Not every broker says why (Mosquitto 2.0 does not when an id is taken over). */
const CLOSED = 'closed the connection; if that repeats, another client may have the same mqtt.clientId'

export type MessageListener = (topic: string, payload: Uint8Array, packet: IPublishPacket) => void

/**
 * One connection from its acknowledgement to its end. It does not come back: a new one is opened.
 *
 * So nothing is queued inside the client, where it could not be bounded, and nothing is sent twice behind
 * our back: what was not acknowledged is rejected, and its owner decides.
 */
export class BrokerSession {
  readonly #client: MqttClient
  readonly #address: BrokerAddress
  readonly protocolVersion: ProtocolVersion
  /** Why it ended. */
  readonly closed: Promise<BrokerError>
  #isOpen = true

  constructor(client: MqttClient, address: BrokerAddress, protocolVersion: ProtocolVersion) {
    this.#client = client
    this.#address = address
    this.protocolVersion = protocolVersion
    this.closed = new Promise((resolve) => {
      const broker = shownAddress(address.url)
      let why: BrokerError | undefined
      client.on('error', (error) => {
        why ??= describeFailure(broker, error)
      })
      client.on('disconnect', ({ reasonCode }) => {
        if (reasonCode) why ??= describeFailure(broker, { code: reasonCode })
      })
      client.once('close', () => {
        this.#isOpen = false
        // Rejects what waits for an acknowledgement.
        client.end(true)
        resolve(why ?? new BrokerError('closed', `the broker ${broker} ${CLOSED}`))
      })
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  onMessage(listener: MessageListener): void {
    this.#client.on('message', listener)
  }

  /** @throws {@link BrokerError} when the broker refuses, or does not answer in time. */
  async subscribe(filters: readonly string[], limitMs: number): Promise<void> {
    if (filters.length === 0) return
    // Retained messages would come with each connection; a request or a sound from the past is neither.
    const work = this.#client.subscribeAsync([...filters], { qos: 1, rh: 2 })
    await this.#checked(
      within(work, limitMs, () => this.#silent('subscription')),
      'subscription',
    )
  }

  async unsubscribe(filters: readonly string[], limitMs: number): Promise<void> {
    const work = this.#client.unsubscribeAsync([...filters])
    await this.#checked(
      within(work, limitMs, () => this.#silent('end of a subscription')),
      'end of a subscription',
    )
  }

  /**
   * @returns With QoS 1, resolves on the broker's acknowledgement; with QoS 0, when it was handed to the socket
   *   and that has room again.
   * @throws {@link BrokerError} when the connection ends before, or the broker refuses this message.
   */
  async publish(
    topic: string,
    payload: string | Uint8Array,
    { qos, retain = false, properties }: PublishOptions,
  ): Promise<void> {
    if (!this.#isOpen) throw new BrokerError('closed', 'there is no connection to the broker')
    const bytes =
      typeof payload === 'string' ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length)
    const work = this.#client.publishAsync(topic, bytes, { qos, retain, ...(properties ? { properties } : {}) })
    await this.#checked(
      work.then(() => undefined),
      'message',
    )
  }

  /** Say goodbye, so that the last will is not published. */
  async end(limitMs: number): Promise<void> {
    if (!this.#isOpen) return
    await within(this.#client.endAsync(), limitMs, () => this.#silent('goodbye')).catch(() => this.cut())
  }

  /**
   * Cut the connection, so that the broker publishes the last will. A goodbye that is under way waits for
   * acknowledgements that may never come, and while it waits MQTT.js takes no harder one: the socket is destroyed.
   */
  cut(): void {
    this.#isOpen = false
    this.#client.end(true)
    this.#client.stream.destroy()
  }

  async #checked(work: Promise<unknown>, what: string): Promise<void> {
    try {
      await work
    } catch (error) {
      if (error instanceof BrokerError) throw error
      if (!this.#isOpen) throw new BrokerError('closed', 'the connection to the broker ended', error)
      const broker = shownAddress(this.#address.url)
      throw new BrokerError('refused', `the broker ${broker} refuses the ${what}: check its access list`, error)
    }
  }

  #silent(what: string): BrokerError {
    return new BrokerError(
      'closed',
      `the broker ${shownAddress(this.#address.url)} did not acknowledge a ${what} in time`,
    )
  }
}

export interface OpenOptions {
  /** Version to try first; by default 5. */
  readonly preferred?: ProtocolVersion
  readonly will?: LastWill
  /** Gives the attempt up. */
  readonly signal?: AbortSignal
}

/**
 * Connect once, falling back to the other version of MQTT where that is allowed and the broker refuses the
 * first, or hangs up on it.
 *
 * @throws {@link BrokerError} that says why not.
 */
export async function openSession(address: BrokerAddress, options: OpenOptions = {}): Promise<BrokerSession> {
  const { protocolVersion = 'auto' } = address
  if (protocolVersion !== 'auto') return await openOnce(address, protocolVersion, options)
  const { preferred = 5 } = options
  try {
    return await openOnce(address, preferred, options)
  } catch (error) {
    const isWorthAnother = error instanceof BrokerError && (error.reason === 'version' || error.reason === 'closed')
    if (!isWorthAnother || options.signal?.aborted) throw error
    return await openOnce(address, preferred === 5 ? 4 : 5, options)
  }
}

async function openOnce(
  address: BrokerAddress,
  version: ProtocolVersion,
  { will, signal }: OpenOptions,
): Promise<BrokerSession> {
  const broker = shownAddress(address.url)
  let client: MqttClient
  try {
    client = connect(address.url, clientOptions(address, version, will))
  } catch (error) {
    throw describeFailure(broker, error)
  }
  // A client that failed may fail again; with nobody listening that would end the process.
  client.on('error', () => undefined)
  const giveUp = (): void => {
    client.end(true)
  }
  signal?.addEventListener('abort', giveUp)
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve())
      client.once('error', reject)
      client.once('close', () => reject(new BrokerError('closed', `the broker ${broker} hung up without an answer`)))
    })
  } catch (error) {
    client.end(true)
    throw describeFailure(broker, error)
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
  return new BrokerSession(client, address, version)
}

function clientOptions(address: BrokerAddress, version: ProtocolVersion, will?: LastWill): IClientOptions {
  const { username, password, clientId, tls, keepaliveSeconds = 30, connectTimeoutMs = 10_000 } = address
  return {
    protocolVersion: version,
    clientId,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    // It would make a Buffer for each of 65,536 numbers: 7 MB, for a few packets a second.
    writeCache: false,
    ...(username ? { username, ...(password ? { password } : {}) } : {}),
    ...tls,
    ...(will ? { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } } : {}),
  }
}
