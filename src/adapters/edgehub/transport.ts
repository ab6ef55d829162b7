import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import type { DeviceClientOptions } from 'azure-iot-device'
import mqttTransport from 'azure-iot-device-mqtt'
import mqttBase from 'azure-iot-mqtt-base'
import { writeToStream } from 'mqtt-packet'
import { TransportError } from '../../errors.ts'
import { within } from '../../time-limit.ts'

export type JsonObject = Readonly<Record<string, unknown>>
type Provider = ConstructorParameters<typeof mqttTransport.Mqtt>[0]
type ConnectArguments = Parameters<InstanceType<typeof mqttBase.MqttBase>['connect']>

/** The hub answered a twin call, but not with success: the session is alive, another try may help. */
export class TwinRefusedError extends TransportError {}

/** The SDK's MQTT connection, for one connection only. */
class SingleConnection extends mqttBase.MqttBase {
  /** Status of the twin response that is being handled, 0 otherwise: the SDK itself does not look at it. */
  twinStatus = 0
  #isUsed = false

  constructor() {
    super()
    this.on('message', (topic: string) => {
      this.twinStatus = Number(/^\$iothub\/twin\/res\/(\d+)\//.exec(topic)?.[1] ?? 0)
    })
  }

  /** The SDK's handlers throw at a message they did not expect, which would end the process. */
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...values)
    try {
      return super.emit(event, ...values)
    } catch (error) {
      return super.emit('fault', error)
    } finally {
      this.twinStatus = 0
    }
  }

  /**
   * A client that has lost its connection would open it again at its next call, without the subscriptions
   * of its twin, and throw out the client that took its place.
   */
  override connect(...[config, done]: ConnectArguments): void {
    if (this.#isUsed) {
      done(new TransportError('this connection to edgeHub is over'))
      return
    }
    this.#isUsed = true
    // The SDK cannot tell its MQTT.js not to make a Buffer for each of 65,536 numbers: 7 MB, for a few packets a second.
    writeToStream.cacheNumbers = false
    super.connect(config, done)
  }

  /**
   * Close the socket at once. A goodbye waits for acknowledgements that may never come, and while it waits MQTT.js
   * takes no harder one: the socket is destroyed beneath it, and its wait ended.
   */
  cut(): void {
    const client: unknown = Reflect.get(this, '_mqttClient')
    if (!isMqttClient(client)) return
    client.stream.destroy()
    client.emit('outgoingEmpty')
  }
}

/** MQTT.js's client is no EventEmitter by its class, only by what it can do. */
function isMqttClient(value: unknown): value is { readonly stream: Duplex; emit(event: string): void } {
  if (typeof value !== 'object' || value === null || !('stream' in value && 'emit' in value)) return false
  return value.stream instanceof Duplex && typeof value.emit === 'function'
}

/** The SDK's MQTT transport, for one connection, whose twin calls say what became of them. */
export class EdgeHubTransport extends mqttTransport.Mqtt {
  readonly #connection: SingleConnection
  #options: DeviceClientOptions

  /**
   * Emits `renewed` when a new token is being put to use, `failed` when none could be made, `fault` when
   * the SDK could not handle a message.
   */
  constructor(provider: Provider, options: DeviceClientOptions) {
    const connection = new SingleConnection()
    super(provider, connection)
    this.#connection = connection
    this.#options = {}
    this.setOptions(options)
    connection.on('fault', (error: unknown) => this.emit('fault', error))
    if (!(provider instanceof EventEmitter)) return
    provider.on('newTokenAvailable', () => this.emit('renewed'))
    provider.on('error', (error: unknown) => this.emit('failed', error)) // Nobody else listens: it would end the process.
  }

  /** The SDK replaces all options, and so loses `ca` when `keepalive` is set after it. */
  override setOptions(options: DeviceClientOptions, done?: (error?: Error) => void): void {
    this.#options = { ...this.#options, ...options }
    super.setOptions(this.#options, done)
  }

  /** Be told when desired properties change. @throws {@link TransportError} when no answer comes in time. */
  async followTwin(limitMs: number): Promise<void> {
    const followed = new Promise<void>((resolve, reject) => {
      this.enableTwinDesiredPropertiesUpdates((error) => (error ? reject(error) : resolve()))
    })
    const late = () => new TransportError(`subscribing to the twin was not answered within ${limitMs} ms`)
    await within(followed, limitMs, late)
  }

  /** @throws {@link TwinRefusedError} on an error status, {@link TransportError} when no answer comes in time. */
  async readTwin(limitMs: number): Promise<{ readonly desired: JsonObject; readonly reported: JsonObject }> {
    const twin = new Promise<{ desired: JsonObject; reported: JsonObject }>((resolve, reject) => {
      this.getTwin((error, answer) => {
        if (answer?.desired && answer.reported) resolve(answer)
        else reject(this.#refusal('reading the twin', error))
      })
    })
    return await within(twin, limitMs, () => new TransportError(`the twin was not answered within ${limitMs} ms`))
  }

  /** @throws as {@link readTwin}. */
  async reportTwin(patch: JsonObject, limitMs: number): Promise<void> {
    const report = new Promise<void>((resolve, reject) => {
      this.updateTwinReportedProperties(patch, (error) => {
        // With an error status and no body the SDK reports success.
        if (error || this.#connection.twinStatus >= 300) reject(this.#refusal('reporting to the twin', error))
        else resolve()
      })
    })
    await within(report, limitMs, () => new TransportError(`a report was not answered within ${limitMs} ms`))
  }

  /** Close the socket at once. */
  cut(): void {
    this.#connection.cut()
  }

  #refusal(what: string, cause: Error | undefined): TransportError {
    const status = this.#connection.twinStatus
    if (status < 300)
      return new TransportError(`${what} failed: ${cause?.message ?? 'the answer was no twin'}`, { cause })
    return new TwinRefusedError(`${what} failed with status ${status}`, { cause, context: { status } })
  }
}
