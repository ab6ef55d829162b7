import { EventEmitter, once } from 'node:events'
import { ConfigError, NotFoundError, RequestError, TransportError } from '../../errors.ts'
import type { MethodAnswer } from '../../pipeline/ports.ts'
import type { ServerCredentials } from '../certificate.ts'
import type { JsonObject } from '../json-object.ts'
import { parseJson } from '../json-server.ts'
import { patchReported } from '../twin-limits.ts'
import { formatPropertyBag, type HubMessage, type PropertyBag, parsePropertyBag } from './message.ts'
import { type Admission, type HeadHandler, type Login, MqttHead } from './mqtt-head.ts'
import { type Destination, matchesRoute, type Route } from './route.ts'
import { verifySasToken } from './sas-token.ts'
import { StoreAndForward } from './store-and-forward.ts'
import { patchProperties, type TwinProperties } from './twin.ts'

interface Delivery {
  readonly topic: string
  readonly body: Buffer
  /** On which it was sent last. */
  connection?: object
}

interface EdgeModule {
  readonly id: string
  readonly key: Buffer
  readonly generationId: string
  readonly twin: { desired: TwinProperties; reported: TwinProperties }
  readonly inbox: StoreAndForward<Delivery>
  /** Sent and not yet acknowledged, by message id, in order. */
  readonly inFlight: Map<number, Delivery>
}

const MAX_IN_FLIGHT = 16
const MAX_METHOD_BYTES = 131_072
const ARRIVALS_KEPT = 1_000

/** What an edgeHub does with messages, twins and direct methods. */
export class EdgeHub implements HeadHandler {
  readonly head: MqttHead
  readonly modules = new Map<string, EdgeModule>()
  /** The latest messages that reached the cloud, oldest first; `arrivals` emits each. */
  readonly upstream: HubMessage[] = []
  readonly arrivals = new EventEmitter<{ message: [HubMessage] }>()
  /** Fault: no way to the cloud. */
  isCloudOffline = false
  /** Fault: twin calls are answered with this status and no body. */
  twinStatus: number | undefined
  /** Fault: by how much the clock that judges tokens is ahead. */
  clockAheadMs = 0
  readonly #hubHostName: string
  readonly #deviceId: string
  #routes: readonly Route[] = []
  readonly #cloud = new StoreAndForward<HubMessage>()
  readonly #answers = new EventEmitter()
  #lastId = 0

  constructor(hubHostName: string, deviceId: string, credentials: ServerCredentials) {
    this.#hubHostName = hubHostName
    this.#deviceId = deviceId
    this.head = new MqttHead(credentials, this)
  }

  addModule(id: string, key: Buffer, generationId: string, desired: JsonObject = {}): void {
    const twin = { desired: patchProperties({ $version: 0 }, desired), reported: { $version: 1 } }
    this.modules.set(id, { id, key, generationId, twin, inbox: new StoreAndForward(), inFlight: new Map() })
  }

  /** @throws {@link ConfigError} when a route leads to a module that is not here. */
  setRoutes(routes: readonly Route[]): void {
    for (const { sink } of routes) {
      if (sink === '$upstream' || this.modules.has(sink.moduleId)) continue
      throw new ConfigError(`a route leads to the module ${sink.moduleId}, which is not among those simulated`)
    }
    this.#routes = routes
  }

  /** @throws {@link NotFoundError} when there is no such module. */
  module(moduleId: string): EdgeModule {
    const module = this.modules.get(moduleId)
    if (module !== undefined) return module
    throw new NotFoundError(`no module ${moduleId}; there is ${[...this.modules.keys()].join(', ')}`)
  }

  authenticate(packet: Login): Admission | undefined {
    const module = [...this.modules.values()].find(({ id }) => packet.clientId === `${this.#deviceId}/${id}`)
    if (module === undefined) return undefined
    const resource = `${this.#hubHostName}/${this.#path(module.id)}`
    const nowMs = Date.now() + this.clockAheadMs
    const expiresAtMs = verifySasToken(String(packet.password), resource, module.key, nowMs)
    return expiresAtMs === undefined ? undefined : { moduleId: module.id, expiresInMs: expiresAtMs - nowMs }
  }

  published(moduleId: string, topic: string, payload: Buffer): void {
    const events = `${this.#path(moduleId)}/messages/events/`
    const [path = '', query = ''] = topic.split('?')
    const requestId = new URLSearchParams(query).get('$rid') ?? ''
    if (topic.startsWith(events)) {
      const bag = parsePropertyBag(topic.slice(events.length).replace(/\/$/, ''))
      const message = { moduleId, output: bag.system['$.on'] ?? '', body: payload, ...bag }
      for (const route of this.#routes) if (matchesRoute(route, message)) this.#deliver(message, route)
    } else if (path.startsWith('$iothub/methods/res/')) {
      this.#answers.emit(requestId, { status: Number(path.split('/')[3]), payload: parseJson(String(payload)) })
    } else if (path.startsWith('$iothub/twin/')) {
      const [status, body, version] = this.#answerTwin(this.module(moduleId), path, payload)
      this.head.send(moduleId, `$iothub/twin/res/${status}/?$rid=${requestId}${version}`, body)
    } // edgeHub acknowledges and drops everything else.
  }

  #answerTwin({ twin }: EdgeModule, path: string, payload: Buffer): [status: number, body: string, version: string] {
    if (this.twinStatus !== undefined) return [this.twinStatus, '', '']
    if (path === '$iothub/twin/GET/') return [200, JSON.stringify(twin), '']
    const reported = patchReported(twin.reported, payload)
    if (path !== '$iothub/twin/PATCH/properties/reported/' || reported === undefined) return [400, '', '']
    twin.reported = reported
    return [204, '', `&$version=${twin.reported.$version}`]
  }

  /** Change desired properties, and tell the module if it listens. */
  patchDesired(moduleId: string, patch: JsonObject): void {
    const { twin } = this.module(moduleId)
    twin.desired = patchProperties(twin.desired, patch)
    const { $version } = twin.desired
    const topic = `$iothub/twin/PATCH/properties/desired/?$version=${$version}`
    this.head.send(moduleId, topic, JSON.stringify({ ...patch, $version }))
  }

  /** Give a module a message, as though another module had sent it. */
  sendToInput(moduleId: string, input: string, body: Buffer | string, properties: PropertyBag = {}): void {
    const message = { moduleId: 'simulator', output: '', body: Buffer.from(body), properties, system: {} }
    this.#deliver(message, { sink: { moduleId, input } })
  }

  #deliver(message: HubMessage, { sink, priority = 10, timeToLiveSecs = 7_200 }: Destination): void {
    const expiresAtMs = Date.now() + timeToLiveSecs * 1000
    if (sink === '$upstream') {
      this.#cloud.put(message, priority, expiresAtMs)
      this.forward()
      return
    }
    const { '$.on': _, ...system } = message.system
    const bag = { ...system, '$.cdid': this.#deviceId, '$.cmid': message.moduleId, ...message.properties }
    const topic = `${this.#path(sink.moduleId)}/inputs/${sink.input}/${formatPropertyBag(bag)}`
    this.module(sink.moduleId).inbox.put({ topic, body: message.body }, priority, expiresAtMs)
    this.ready(sink.moduleId)
  }

  /** Send upstream what waits, unless the cloud is out of reach. */
  forward(): void {
    const message = this.isCloudOffline ? undefined : this.#cloud.take(Date.now())
    if (message === undefined) return
    this.upstream.push(message)
    if (this.upstream.length > ARRIVALS_KEPT) this.upstream.shift()
    this.arrivals.emit('message', message)
    this.forward()
  }

  /** First again what an earlier connection left unacknowledged [MQTT-4.4.0-1], then what waits. */
  ready(moduleId: string): void {
    const { inbox, inFlight } = this.module(moduleId)
    const connection = this.head.subscriber(moduleId, `${this.#path(moduleId)}/inputs/`)
    if (connection === undefined) return
    const send = (id: number, delivery: Delivery, dup: boolean) => {
      inFlight.set(id, { ...delivery, connection })
      this.head.send(moduleId, delivery.topic, delivery.body, id, dup)
    }
    for (const [id, delivery] of inFlight) if (delivery.connection !== connection) send(id, delivery, true)
    while (inFlight.size < MAX_IN_FLIGHT) {
      const delivery = inbox.take(Date.now())
      if (delivery === undefined) return
      send((this.#lastId++ % 65_535) + 1, delivery, false)
    }
  }

  acknowledged(moduleId: string, messageId: number): void {
    if (this.module(moduleId).inFlight.delete(messageId)) this.ready(moduleId)
  }

  /**
   * Call a direct method, as the cloud does.
   *
   * @throws {@link NotFoundError} (404) when the module is not connected or takes no methods,
   *   {@link TransportError} (504) when it does not answer in time.
   */
  async invokeMethod(
    moduleId: string,
    name: string,
    payload: unknown = null,
    timeoutMs = 30_000,
  ): Promise<MethodAnswer> {
    const body = JSON.stringify(payload)
    if (body.length > MAX_METHOD_BYTES) throw new RequestError(`a payload holds at most ${MAX_METHOD_BYTES} bytes`)
    const requestId = (++this.#lastId).toString(16)
    const topic = `$iothub/methods/POST/${encodeURIComponent(this.module(moduleId) && name)}/?$rid=${requestId}`
    const answer = once(this.#answers, requestId, { signal: AbortSignal.timeout(timeoutMs) })
    const isSent = this.head.send(moduleId, topic, body)
    if (!isSent) this.#answers.emit(requestId)
    const [result]: MethodAnswer[] = await answer.catch(() => {
      throw new TransportError(`${moduleId} did not answer ${name} within ${timeoutMs} ms`)
    })
    if (result === undefined) throw new NotFoundError(`${moduleId} is not connected, or takes no methods`)
    return result
  }

  #path(moduleId: string): string {
    return `devices/${this.#deviceId}/modules/${moduleId}`
  }
}
