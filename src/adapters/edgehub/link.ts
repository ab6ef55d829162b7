import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { RequestError, TransportError } from '../../errors.ts'
import { FewAtOnce } from '../../few-at-once.ts'
import type { Service } from '../../lifecycle.ts'
import { type ConnectionOptions, HubConnection } from './connection.ts'
import { DEFAULT_LINK_LIMITS, type LinkLimits } from './limits.ts'
import { Reporter } from './reporter.ts'
import type { JsonObject } from './transport.ts'
import { twinObject } from './twin-value.ts'

export type EdgeHubLinkOptions = Omit<ConnectionOptions, 'limits'> & { readonly limits?: Partial<LinkLimits> }

export interface EdgeHubHealth {
  readonly state: 'connecting' | 'connected' | 'retrying' | 'stopped'
  /** Since when it is in this state. @unit Unix epoch ms */
  readonly sinceMs: number
  /** Attempts that failed since the last connection. */
  readonly failedAttempts: number
  /** Why there is no connection, or why the last one ended. */
  readonly lastError?: string
  readonly connectionsTotal: number
  readonly sentTotal: number
  readonly sendsFailedTotal: number
  readonly inFlight: number
}

/** To who would send one more. */
export const TOO_MANY_WAIT = 'too many messages wait for edgeHub'

/** The module's place at the hub, whatever the hub does. */
export interface EdgeHubLink extends Service {
  health(): EdgeHubHealth
  /**
   * Send a message on an output. It is sent once: who cannot lose it sends it again, with the same id.
   *
   * @param messageId - Names the message, however often it is sent. A new one if not given.
   * @returns Resolves when the hub has acknowledged it.
   * @throws {@link RequestError} when it is too large, {@link TransportError} or {@link OverloadedError} when
   *   another try may help.
   */
  sendOutput(
    output: string,
    body: string,
    properties?: Readonly<Record<string, string>>,
    messageId?: string,
  ): Promise<void>
  /** Merge this into the reported properties, soon; `null` deletes. Patches are gathered, and kept while there is no hub. */
  report(patch: JsonObject): void
}

/**
 * Join the module to edgeHub over the Azure SDK, for as long as the service runs.
 *
 * The SDK's client is used for one connection and replaced when that ends: it cannot find its way back to
 * the twin after a lost session, gives up for good when the first connection is refused, and hides for
 * minutes that it is trying. Starting does not wait for the hub.
 */
export function createEdgeHubLink(options: EdgeHubLinkOptions): EdgeHubLink {
  return new Link(options)
}

class Link implements EdgeHubLink {
  readonly name = 'edgeHub'
  readonly #options: ConnectionOptions
  readonly #limits: LinkLimits
  readonly #reporter: Reporter
  readonly #sends: FewAtOnce
  readonly #stopping = new AbortController()
  #connection: HubConnection | undefined
  #running: Promise<void> = Promise.resolve()
  #state: Pick<EdgeHubHealth, 'state' | 'sinceMs'> = { state: 'connecting', sinceMs: Date.now() }
  #lastError: string | undefined
  #failedAttempts = 0
  /** How often the pause has doubled. */
  #doublings = 0
  #connectionsTotal = 0
  #sentTotal = 0
  #sendsFailedTotal = 0

  constructor(options: EdgeHubLinkOptions) {
    this.#limits = { ...DEFAULT_LINK_LIMITS, ...options.limits }
    this.#options = { ...options, limits: this.#limits }
    this.#sends = new FewAtOnce(this.#limits.sendsInFlight, this.#limits.sendsWaiting, TOO_MANY_WAIT)
    this.#reporter = new Reporter(() => {
      const connection = this.#connection
      return connection && ((patch) => connection.report(patch))
    }, this.#limits.reportEveryMs)
  }

  async start(): Promise<void> {
    this.#enter('connecting')
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#reporter.stop()
    this.#connection?.fail(new TransportError('the module is stopping'))
    await this.#running
    this.#enter('stopped')
  }

  health(): EdgeHubHealth {
    return {
      ...this.#state,
      failedAttempts: this.#failedAttempts,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      connectionsTotal: this.#connectionsTotal,
      sentTotal: this.#sentTotal,
      sendsFailedTotal: this.#sendsFailedTotal,
      inFlight: this.#sends.underWay,
    }
  }

  async sendOutput(
    output: string,
    body: string,
    properties: Readonly<Record<string, string>> = {},
    messageId: string = randomUUID(),
  ): Promise<void> {
    this.#checkSize(body, properties)
    try {
      await this.#sends.run(() => this.#connected().send(output, { body, properties, messageId }))
      this.#sentTotal++
    } catch (error) {
      this.#sendsFailedTotal++
      throw error
    }
  }

  report(patch: JsonObject): void {
    this.#reporter.add(twinObject(patch))
  }

  #checkSize(body: string, properties: Readonly<Record<string, string>>): void {
    const { bodyBytes, propertyBytes } = this.#limits
    const size = Buffer.byteLength(body)
    if (size > bodyBytes) throw new RequestError(`a message holds at most ${bodyBytes} bytes, this one ${size}`)
    const bag = new URLSearchParams(properties).toString().length
    if (bag > propertyBytes) throw new RequestError(`properties hold at most ${propertyBytes} bytes, these ${bag}`)
  }

  #connected(): HubConnection {
    if (this.#connection !== undefined) return this.#connection
    throw new TransportError('there is no connection to edgeHub')
  }

  #enter(state: EdgeHubHealth['state']): void {
    this.#state = { state, sinceMs: Date.now() }
  }

  /** One connection after the other. */
  async #run(): Promise<void> {
    const { log } = this.#options
    while (!this.#stopping.signal.aborted) {
      const openedAtMs = performance.now()
      const why = await this.#connectOnce().catch((error: unknown) => error)
      if (this.#stopping.signal.aborted) return
      if (performance.now() - openedAtMs >= this.#limits.heldMs) this.#doublings = 0
      this.#failedAttempts++
      this.#lastError = why instanceof Error ? why.message : String(why)
      this.#enter('retrying')
      const waitMs = this.#backoffMs(this.#doublings++)
      log.warn('no connection to edgeHub; trying again', { error: why, failedAttempts: this.#failedAttempts, waitMs })
      await pause(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
  }

  /** @returns Why the connection ended. @throws what kept it from opening. */
  async #connectOnce(): Promise<Error> {
    const connection = await HubConnection.open(this.#options, this.#stopping.signal)
    this.#connection = connection
    this.#connectionsTotal++
    this.#failedAttempts = 0
    this.#enter('connected')
    this.#options.log.info('connected to edgeHub')
    this.#reporter.wake()
    if (this.#stopping.signal.aborted) connection.fail(new TransportError('the module is stopping'))
    const why = await connection.lost
    this.#connection = undefined
    await connection.close()
    return why
  }

  /** Doubling, and scattered, so that modules do not come back in step. */
  #backoffMs(failures: number): number {
    const { reconnectMinMs, reconnectMaxMs } = this.#limits
    return Math.round(
      Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures, 30)) * (0.75 + Math.random() / 4),
    )
  }
}
