import type { DeviceMethodRequest, DeviceMethodResponse, Message, ModuleClient } from 'azure-iot-device'
import iot from 'azure-iot-device'
import { TransportError } from '../../errors.ts'
import type { Log, MethodTable } from '../../pipeline/ports.ts'
import { within } from '../../time-limit.ts'
import { clientFromEnvironment } from './client-from-environment.ts'
import type { Environment } from './environment.ts'
import type { LinkLimits } from './limits.ts'
import { answerMethod } from './method-answer.ts'
import { EdgeHubTransport, type JsonObject, TwinRefusedError } from './transport.ts'

/** A message that came in on one of the module's inputs. */
export interface InputMessage {
  readonly body: Uint8Array
  readonly properties: Readonly<Record<string, string>>
  readonly messageId?: string
  readonly contentType?: string
}

export interface ConnectionOptions {
  readonly env: Environment
  readonly log: Log
  readonly limits: LinkLimits
  readonly methods: MethodTable
  onInput(input: string, message: InputMessage): void
  /** All desired properties, at first and after each change. `$version` is among them. */
  onDesired(desired: JsonObject): void
  /** The reported properties as the hub has them, once a connection: it may have lost some, or kept too many. */
  onReported?(reported: JsonObject): void
}

/** The SDK's own attempts would hide for minutes that something is wrong, and invert the order of messages. */
const NO_RETRY = { shouldRetry: () => false, nextRetryTimeout: () => -1 }

/** One connection to edgeHub, from a new client to its end. It does not come back: a new one is opened. */
export class HubConnection {
  /** Why it ended. */
  readonly lost: Promise<Error>
  readonly #options: ConnectionOptions
  readonly #client: ModuleClient
  readonly #transport: EdgeHubTransport
  #lose: (why: Error) => void = () => undefined
  #isOver = false
  #twinRetry: NodeJS.Timeout | undefined
  #desiredVersion: unknown
  #isReading = false
  #isReadWanted = false

  private constructor(client: ModuleClient, transport: EdgeHubTransport, options: ConnectionOptions) {
    this.#client = client
    this.#transport = transport
    this.#options = options
    this.lost = new Promise((resolve) => {
      this.#lose = (why) => {
        this.#isOver = true
        resolve(why)
      }
    })
    const fail = (error: unknown) => this.fail(asError(error))
    client.setRetryPolicy(NO_RETRY)
    client.on('error', fail)
    client.on('disconnect', fail)
    transport.on('failed', fail)
    transport.on('fault', (error: unknown) =>
      options.log.warn('the SDK could not handle a message from edgeHub', { error }),
    )
  }

  /**
   * @param signal - Ends the attempt.
   * @throws {@link TransportError} when the runtime or the hub is not there, or does not let us in.
   */
  static async open(options: ConnectionOptions, signal: AbortSignal): Promise<HubConnection> {
    const { env, limits } = options
    const done = new AbortController()
    const stopped = new Promise<never>((_, reject) => {
      const stop = () => reject(new TransportError('the module is stopping'))
      signal.addEventListener('abort', stop, { signal: done.signal })
    })
    stopped.catch(() => undefined)
    const inTime = <T>(work: Promise<T>) =>
      within(Promise.race([work, stopped]), limits.openMs, () => {
        return new TransportError(`there was no answer within ${limits.openMs} ms`)
      })
    let transport: EdgeHubTransport | undefined
    class Transport extends EdgeHubTransport {
      constructor(provider: ConstructorParameters<typeof EdgeHubTransport>[0]) {
        super(provider, { keepalive: limits.keepaliveSeconds, tokenRenewal: limits.tokenRenewal })
        transport = this
      }
    }
    let connection: HubConnection | undefined
    try {
      const client = await inTime(clientFromEnvironment(env, Transport))
      if (transport === undefined) throw new TransportError('the SDK made no transport')
      connection = new HubConnection(client, transport, options)
      await inTime(client.open())
      connection.#listen()
      return connection
    } catch (cause) {
      await connection?.close()
      // The SDK says "Not authorized" of every first connection that fails, whatever the reason.
      const reason = describe(cause).replace('Failure on first connection (Not authorized): ', '')
      throw new TransportError(`edgeHub cannot be reached: ${reason}`, { cause })
    } finally {
      done.abort()
    }
  }

  #listen(): void {
    const { methods, log } = this.#options
    this.#client.on('inputMessage', (input: string, message: Message) => this.#take(input, message))
    for (const [name, handler] of methods) {
      const respond = async (request: DeviceMethodRequest | undefined, response: DeviceMethodResponse | undefined) => {
        const { status, payload } = await answerMethod(name, handler, request?.payload, log)
        await response?.send(status, payload)
      }
      this.#client.onMethod(name, (request, response) => {
        respond(request, response).catch((error: unknown) =>
          log.warn('a direct method could not be answered', { method: name, error }),
        )
      })
    }
    this.#transport.on('renewed', () => void this.readTwin())
    this.#transport.on('twinDesiredPropertiesUpdate', () => void this.readTwin())
    this.#transport.followTwin(this.#options.limits.twinCallMs).then(
      () => this.readTwin(),
      (error: unknown) => this.fail(asError(error)),
    )
  }

  #take(input: string, message: Message): void {
    const { messageId, contentType } = message
    const properties = Object.fromEntries(message.properties.propertyList.map(({ key, value }) => [key, value]))
    const taken = {
      body: message.getBytes(),
      properties,
      ...(messageId ? { messageId } : {}),
      ...(contentType ? { contentType } : {}),
    }
    this.#isolate('an input message was not taken', () => this.#options.onInput(input, taken))
    this.#client.complete(message).catch(() => undefined) // Over MQTT it is acknowledged already.
  }

  /** A fault of who listens stays there. */
  #isolate(failure: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.log.error(failure, { error })
    }
  }

  /** Read the twin again; once more when it is asked for meanwhile: two answers might come in the wrong order. */
  async readTwin(): Promise<void> {
    this.#isReadWanted = true
    if (this.#isReading) return
    this.#isReading = true
    while (this.#isReadWanted && !this.#isOver) {
      this.#isReadWanted = false
      await this.#readTwinOnce()
    }
    this.#isReading = false
  }

  /**
   * Pass the desired properties on if they changed. When no answer comes the hub has lost the session, and the
   * connection is given up; an error status is tried again later.
   */
  async #readTwinOnce(): Promise<void> {
    clearTimeout(this.#twinRetry)
    const { limits, log, onDesired, onReported } = this.#options
    try {
      const { desired, reported } = await this.#transport.readTwin(limits.twinCallMs)
      if (this.#isOver || desired['$version'] === this.#desiredVersion) return
      if (this.#desiredVersion === undefined) {
        this.#isolate('reported properties were not taken', () => onReported?.(reported))
      }
      this.#desiredVersion = desired['$version']
      this.#isolate('desired properties were not taken', () => onDesired(desired))
    } catch (error) {
      if (this.#isOver) return
      log.warn('the module twin could not be read', { error })
      if (error instanceof TwinRefusedError)
        this.#twinRetry = setTimeout(() => void this.readTwin(), limits.twinRetryMs)
      else this.fail(asError(error))
    }
  }

  /** @throws {@link TransportError} */
  async report(patch: JsonObject): Promise<void> {
    if (this.#isOver) throw new TransportError('there is no connection to edgeHub')
    try {
      await this.#transport.reportTwin(patch, this.#options.limits.twinCallMs)
    } catch (error) {
      if (error instanceof Error && !(error instanceof TwinRefusedError)) this.fail(error)
      throw error
    }
  }

  /**
   * Resolves when the hub has acknowledged the message. When it does not, in time, the connection is given up: what
   * never is acknowledged stays in the SDK's memory, and a new connection may be better off.
   *
   * @throws {@link TransportError}
   */
  async send(output: string, message: OutputMessage): Promise<void> {
    if (this.#isOver) throw new TransportError('there is no connection to edgeHub')
    const built = Object.assign(new iot.Message(message.body), {
      messageId: message.messageId,
      contentType: 'application/json' as const,
      contentEncoding: 'utf-8' as const,
    })
    for (const [name, value] of Object.entries(message.properties)) built.properties.add(name, value)
    const { sendMs } = this.#options.limits
    const late = () => new TransportError(`edgeHub did not acknowledge a message within ${sendMs} ms`)
    try {
      await within(this.#client.sendOutputEvent(output, built), sendMs, late)
    } catch (cause) {
      if (cause instanceof TransportError) {
        this.fail(cause)
        throw cause
      }
      throw new TransportError(`edgeHub did not take a message: ${describe(cause)}`, { cause })
    }
  }

  /** Give the connection up; `lost` says why. */
  fail(why: Error): void {
    if (!this.#isOver) this.#lose(why)
  }

  async close(): Promise<void> {
    this.fail(new TransportError('the connection to edgeHub was closed'))
    clearTimeout(this.#twinRetry)
    const { closeMs } = this.#options.limits
    const late = () => new TransportError(`edgeHub's client did not close within ${closeMs} ms`)
    await within(this.#client.close(), closeMs, late).catch((error: unknown) => {
      this.#transport.cut()
      this.#options.log.debug('the connection to edgeHub did not close cleanly', { error })
    })
  }
}

export interface OutputMessage {
  /** A string: the SDK turns every message into JSON for a log that nobody reads, which is dear for bytes. */
  readonly body: string
  readonly properties: Readonly<Record<string, string>>
  /** The same whenever this message is sent again. */
  readonly messageId: string
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(describe(value))
}

/** The SDK's `disconnect` comes with a result object, an error or nothing. */
function describe(value: unknown): string {
  if (value instanceof Error) return value.message
  const transport =
    typeof value === 'object' && value !== null && 'transportObj' in value ? value.transportObj : undefined
  return transport instanceof Error ? transport.message : 'the connection was lost'
}
