import type { AlarmEvent, AlarmSnapshot } from '../../detect/alarm-event.ts'
import { TransportError } from '../../errors.ts'
import type { WindowVerdict } from '../../model/verdict.ts'
import { FairTurns } from '../../pipeline/fair-turns.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { Log, ResultSink } from '../../pipeline/ports.ts'
import { within } from '../../time-limit.ts'
import { EventLanes, type LaneItem } from './event-lanes.ts'
import { isRefused, type MqttLink } from './mqtt-link.ts'
import type { MqttLimits } from './options.ts'
import type { Topics } from './topics.ts'

export interface MqttResultsOptions {
  readonly link: MqttLink
  readonly topics: Topics
  readonly limits: MqttLimits
  readonly metrics: Metrics
  readonly log: Log
}

const JSON_TYPE = { contentType: 'application/json' }
const CLOUD_EVENT_TYPE = { contentType: 'application/cloudevents+json' }

/**
 * Publishes results. Verdicts go out while the broker takes them, and are dropped and counted otherwise.
 * Events and states wait for the broker, each source's in order, and leave only on its acknowledgement.
 */
export class MqttResults implements ResultSink {
  readonly name = 'mqtt'
  readonly #options: MqttResultsOptions
  readonly #lanes: EventLanes
  readonly #turns: FairTurns<string>
  /** Verdicts in the socket's hands, of this connection; what an ended one still held does not count. */
  #inSocket = { count: 0 }

  constructor(options: MqttResultsOptions) {
    this.#options = options
    const { waitingEvents, keptStates, sourcesInFlight } = options.limits
    this.#lanes = new EventLanes(waitingEvents, keptStates, (result) => this.#dropped(result))
    this.#turns = new FairTurns((source) => this.#sendNext(source), sourcesInFlight)
    options.link.onUp(() => this.#sendAll())
  }

  get waitingEvents(): number {
    return this.#lanes.waitingEvents
  }

  verdict(verdict: WindowVerdict): void {
    const { link, topics, limits } = this.#options
    const inSocket = this.#inSocket
    if (!link.isUp || inSocket.count >= limits.verdictsInFlight) {
      this.#dropped('verdict')
      return
    }
    inSocket.count += 1
    link
      .publish(topics.verdict(verdict.source), JSON.stringify(verdict), { qos: 0, properties: JSON_TYPE })
      .catch(() => this.#dropped('verdict'))
      .finally(() => {
        inSocket.count -= 1
      })
      .catch(() => undefined)
  }

  /**
   * @returns Resolves on the broker's acknowledgement, be it after an outage. The same event (by id) is queued once.
   * @throws {@link OverloadedError} when too many wait; {@link BrokerError} when the broker refuses it;
   *   {@link TransportError} when it was not delivered by the end.
   */
  async event(event: AlarmEvent): Promise<void> {
    const delivered = this.#lanes.addEvent(event)
    this.#turns.request(event.subject)
    await delivered
  }

  state(snapshot: AlarmSnapshot): void {
    this.#lanes.setState(snapshot)
    this.#turns.request(snapshot.subject)
  }

  /** Wait a little for acknowledgements; events that are left are given back to who handed them in. */
  async stop(): Promise<void> {
    const { link, limits } = this.#options
    const undelivered = () => new TransportError('stopped before the broker acknowledged this event')
    if (link.isUp) await within(this.#turns.idle(), limits.stopMs, undelivered).catch(() => undefined)
    this.#turns.close()
    this.#lanes.clear(undelivered())
  }

  #sendAll(): void {
    this.#inSocket = { count: 0 }
    this.#lanes.forgetSent()
    for (const source of this.#lanes.sources()) this.#turns.request(source)
  }

  async #sendNext(source: string): Promise<boolean> {
    if (!this.#options.link.isUp) return false // #sendAll asks again.
    const item = this.#lanes.next(source)
    if (item === undefined) return false
    try {
      await this.#send(item, source)
      this.#lanes.done(item)
    } catch (error) {
      if (!isRefused(error)) {
        this.#lanes.postpone(item)
        return false
      }
      this.#options.log.error(`the broker refuses an alarm ${item.kind}; it is dropped`, { source, error })
      this.#lanes.drop(item, error)
    }
    return true
  }

  async #send(item: LaneItem, source: string): Promise<void> {
    const { link, topics } = this.#options
    const [topic, body, retain] =
      item.kind === 'event' ? [topics.event(source), item.event, false] : [topics.alarm(source), item.snapshot, true]
    await link.publish(topic, JSON.stringify(body), { qos: 1, retain, properties: CLOUD_EVENT_TYPE })
  }

  #dropped(result: 'verdict' | 'event' | 'state'): void {
    this.#options.metrics.count('earshot_results_dropped_total', { sink: this.name, result })
  }
}
