import type { AlarmEvent, AlarmSnapshot } from '../detect/alarm-event.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import type { Delivery } from './delivery.ts'
import type { Outbox } from './outbox.ts'
import type { Log, ResultSink } from './ports.ts'

/**
 * Results on their ways out: events through the outbox, so that none is lost once accepted;
 * verdicts and states straight to each way, since the next one replaces them.
 */
export class DurableResults implements ResultSink {
  readonly name = 'outbox'
  readonly #outbox: Outbox
  readonly #deliveries: readonly Delivery[]
  readonly #ways: readonly ResultSink[]
  readonly #log: Log

  constructor(outbox: Outbox, deliveries: readonly Delivery[], ways: readonly ResultSink[], log: Log) {
    this.#outbox = outbox
    this.#deliveries = deliveries
    this.#ways = ways
    this.#log = log
  }

  verdict(verdict: WindowVerdict): void {
    for (const way of this.#ways) way.verdict(verdict)
  }

  state(snapshot: AlarmSnapshot): void {
    for (const way of this.#ways) way.state(snapshot)
  }

  /** Resolves when the event is on the disk, or was sent because it cannot be kept there. */
  async event(event: AlarmEvent): Promise<void> {
    try {
      const entries = await this.#outbox.add(event)
      for (const delivery of this.#deliveries) delivery.enqueue(entries)
    } catch (error) {
      const { id } = event
      this.#log.error('an alarm event cannot be kept on the disk; it is sent once, and lost where that fails', {
        id,
        error,
      })
      await Promise.all(this.#ways.map((way) => this.#sendOnce(way, event)))
    }
  }

  /** A disk that fails must not silence an alarm. */
  async #sendOnce(way: ResultSink, event: AlarmEvent): Promise<void> {
    await way.event(event).catch((error: unknown) => {
      this.#log.error(`an alarm event was lost on its way to ${way.name}`, { id: event.id, error })
    })
  }
}
