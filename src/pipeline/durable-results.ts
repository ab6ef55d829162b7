import type { AlarmEvent, AlarmSnapshot } from '../detect/alarm-event.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import type { Delivery } from './delivery.ts'
import type { Outbox } from './outbox.ts'
import type { ResultSink } from './ports.ts'

/**
 * Results on their ways out: events through the outbox, so that none is lost once accepted;
 * verdicts and states straight to each way, since the next one replaces them.
 */
export class DurableResults implements ResultSink {
  readonly name = 'outbox'
  readonly #outbox: Outbox
  readonly #deliveries: readonly Delivery[]
  readonly #ways: readonly ResultSink[]

  constructor(outbox: Outbox, deliveries: readonly Delivery[], ways: readonly ResultSink[]) {
    this.#outbox = outbox
    this.#deliveries = deliveries
    this.#ways = ways
  }

  verdict(verdict: WindowVerdict): void {
    for (const way of this.#ways) way.verdict(verdict)
  }

  state(snapshot: AlarmSnapshot): void {
    for (const way of this.#ways) way.state(snapshot)
  }

  /** Resolves when the event is on the disk. */
  async event(event: AlarmEvent): Promise<void> {
    const entries = await this.#outbox.add(event)
    for (const delivery of this.#deliveries) delivery.enqueue(entries)
  }
}
