import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../../lifecycle.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { Clock, Log } from '../../pipeline/ports.ts'
import { within } from '../../time-limit.ts'
import {
  type BrokerSession,
  type LastWill,
  type MessageListener,
  openSession,
  type PublishOptions,
} from './broker-session.ts'
import type { BrokerAddress, MqttLimits, ProtocolVersion } from './options.ts'
import { BrokerError, describeFailure, shownAddress } from './refusal.ts'

/** The connection as it is shown to people. */
export interface MqttHealth {
  readonly state: 'connecting' | 'connected' | 'stopped'
  /** The broker's address, without what is secret in it. */
  readonly broker: string
  /** While connected. 4 is MQTT 3.1.1. */
  readonly protocolVersion: ProtocolVersion | null
  /** Since when it is in this state. @unit Unix epoch ms */
  readonly sinceMs: number
  /** Why it is not connected, or was not the last time. */
  readonly problem: { readonly message: string; readonly atMs: number } | null
  /** Connections made since the start. */
  readonly connections: number
}

export interface MqttLinkOptions {
  readonly broker: BrokerAddress
  /** Topic of our presence, and what belongs to the retained message beside `state`. */
  readonly statusTopic: string
  readonly describe: () => Readonly<Record<string, unknown>>
  readonly limits: MqttLimits
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
}

/** A connection that held for less is a failed attempt: two clients with one id throw each other out at once. */
const STEADY_MS = 5_000

/**
 * Keeps a connection to the broker for as long as it runs: connects, subscribes, says that we are online, and
 * does so again whenever the connection ends. A broker that is absent, or refuses us, is tried for ever, at
 * growing intervals; `health` says why.
 */
export class MqttLink implements Service {
  readonly name = 'mqtt connection'
  readonly #options: MqttLinkOptions
  readonly #listeners = new Map<string, MessageListener>()
  readonly #whenUp = new Set<() => void>()
  readonly #stopping = new AbortController()
  #session: BrokerSession | undefined
  #running: Promise<void> = Promise.resolve()
  #health: MqttHealth

  constructor(options: MqttLinkOptions) {
    this.#options = options
    const broker = shownAddress(options.broker.url)
    this.#health = { state: 'stopped', broker, protocolVersion: null, sinceMs: 0, problem: null, connections: 0 }
  }

  health(): MqttHealth {
    return this.#health
  }

  /** Whether something can be published now. */
  get isUp(): boolean {
    return this.#session?.isOpen === true
  }

  /** Told whenever a connection stands and is subscribed. */
  onUp(listener: () => void): void {
    this.#whenUp.add(listener)
  }

  /** Begin at once, without waiting for the broker: the module listens to other ways in and out too. */
  async start(): Promise<void> {
    this.#running = this.#run()
  }

  /** Tell the world that we are offline, and hang up. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const session = this.#session
    this.#session = undefined
    if (session?.isOpen) await this.#sayGoodbye(session)
    await this.#running
    this.#enter('stopped')
  }

  /** Take messages on `base` and everything below it, with this connection and all later ones. */
  async subscribe(base: string, listener: MessageListener): Promise<void> {
    this.#listeners.set(base, listener)
    const session = this.#session
    // While there is no connection, the next one will subscribe.
    await session
      ?.subscribe([`${base}/#`], this.#options.limits.ackMs)
      .catch((error: unknown) => this.#lose(session, error))
  }

  async unsubscribe(base: string): Promise<void> {
    this.#listeners.delete(base)
    const session = this.#session
    await session?.unsubscribe([`${base}/#`], this.#options.limits.stopMs).catch(() => undefined)
  }

  /**
   * @returns With QoS 1, resolves on the acknowledgement.
   * @throws {@link BrokerError}: `refused` when the broker takes not this message; otherwise the connection ended
   *   before, and after the next `onUp` it may be tried again.
   */
  async publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    const session = this.#session
    if (session === undefined) throw new BrokerError('closed', 'there is no connection to the broker')
    const { ackMs } = this.#options.limits
    if (options.qos === 0) return await session.publish(topic, payload, options)
    try {
      await within(session.publish(topic, payload, options), ackMs, () => noAcknowledgement(ackMs))
    } catch (error) {
      if (!isRefused(error)) this.#lose(session, error)
      throw error
    }
  }

  async #run(): Promise<void> {
    const { log, limits } = this.#options
    const { signal } = this.#stopping
    let preferred: ProtocolVersion = 5
    let failures = 0
    this.#enter('connecting')
    while (!signal.aborted) {
      try {
        const session: BrokerSession = await this.#connect(preferred)
        preferred = session.protocolVersion
        const beganMs = performance.now()
        const why = await session.closed
        if (performance.now() - beganMs >= STEADY_MS) failures = 0
        if (signal.aborted) return
        this.#enter('connecting', why)
        log.warn('the connection to the broker was lost', { error: why })
        failures += 1
      } catch (error) {
        if (signal.aborted) return
        const problem = describeFailure(this.#health.broker, error)
        const isNews = problem.message !== this.#health.problem?.message
        this.#enter('connecting', problem)
        if (isNews) log.warn('no connection to the broker; trying on', { error: problem })
        failures += 1
      }
      const pauseMs = Math.min(limits.reconnectMaxMs, limits.reconnectMinMs * 2 ** Math.min(failures, 20))
      // Half of it is left to chance, so that a fleet does not come back in one moment.
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
    }
  }

  async #connect(preferred: ProtocolVersion): Promise<BrokerSession> {
    const { broker, statusTopic, limits, log } = this.#options
    const will: LastWill = { topic: statusTopic, payload: this.#status('offline', { reason: 'connection lost' }) }
    const session = await openSession(broker, { preferred, will, signal: this.#stopping.signal })
    try {
      this.#stopping.signal.throwIfAborted()
      this.#session = session
      session.onMessage((topic, payload, packet) => this.#dispatch(topic, payload, packet))
      await session.subscribe(
        [...this.#listeners.keys()].map((base) => `${base}/#`),
        limits.ackMs,
      )
      // Who stops meanwhile says goodbye on this connection, and nothing may come after that.
      if (this.#stopping.signal.aborted) return session
      const online = session.publish(statusTopic, this.#status('online'), { qos: 1, retain: true })
      await within(online, limits.ackMs, () => noAcknowledgement(limits.ackMs))
    } catch (error) {
      session.cut()
      throw error
    }
    this.#enter('connected', undefined, session.protocolVersion)
    log.info('connected to the broker', { broker: this.#health.broker, mqtt: session.protocolVersion })
    for (const listener of this.#whenUp) listener()
    return session
  }

  #dispatch(...[topic, payload, packet]: Parameters<MessageListener>): void {
    for (const [base, listener] of this.#listeners) {
      if (topic !== base && !topic.startsWith(`${base}/`)) continue
      try {
        listener(topic, payload, packet)
      } catch (error) {
        this.#options.log.error('a message was not handled', { topic, error })
      }
    }
  }

  /** The connection is of no use any more: cut it, and let `#run` make another. */
  #lose(session: BrokerSession, error: unknown): void {
    if (!session.isOpen) return
    this.#options.log.warn('giving the connection to the broker up', { error })
    session.cut()
  }

  async #sayGoodbye(session: BrokerSession): Promise<void> {
    const { statusTopic, limits } = this.#options
    const offline = session.publish(statusTopic, this.#status('offline', { reason: 'stopped' }), {
      qos: 1,
      retain: true,
    })
    await within(offline, limits.stopMs, () => noAcknowledgement(limits.stopMs)).catch(() => undefined)
    await session.end(limits.stopMs)
  }

  #status(state: 'online' | 'offline', more: Readonly<Record<string, unknown>> = {}): string {
    return JSON.stringify({ state, ...this.#options.describe(), ...more })
  }

  #enter(state: MqttHealth['state'], problem?: BrokerError, protocolVersion: ProtocolVersion | null = null): void {
    const { clock, metrics } = this.#options
    const atMs = clock()
    this.#health = {
      ...this.#health,
      state,
      protocolVersion,
      sinceMs: state === this.#health.state ? this.#health.sinceMs : atMs,
      problem: problem ? { message: problem.message, atMs } : this.#health.problem,
      connections: this.#health.connections + (state === 'connected' ? 1 : 0),
    }
    if (state !== 'connected') this.#session = undefined
    metrics.set('earshot_broker_connected', {}, state === 'connected' ? 1 : 0)
  }
}

const noAcknowledgement = (limitMs: number): BrokerError =>
  new BrokerError('closed', `the broker acknowledged nothing for ${limitMs} ms`)

export const isRefused = (error: unknown): boolean => error instanceof BrokerError && error.reason === 'refused'
