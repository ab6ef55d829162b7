import type { AlarmEvent } from '../../detect/alarm-event.ts'
import { FewAtOnce } from '../../few-at-once.ts'
import type { WindowVerdict } from '../../model/verdict.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { ResultSink } from '../../pipeline/ports.ts'
import { type EdgeHubLink, TOO_MANY_WAIT } from './link.ts'

/** Verdicts under way at once: half of what the link sends, so that an alarm always finds a place. */
const VERDICTS_IN_FLIGHT = 4
const VERDICTS_WAITING = 64

/**
 * Results as messages of the module's outputs `alarms` and `verdicts`. What a route may ask for in its `WHERE`
 * stands in the properties. The present state of an alarm is not sent: the hub keeps none, and the
 * events say the same.
 */
export class HubResults implements ResultSink {
  readonly name = 'hub'
  readonly #link: Pick<EdgeHubLink, 'sendOutput'>
  readonly #metrics: Metrics
  readonly #verdicts = new FewAtOnce(VERDICTS_IN_FLIGHT, VERDICTS_WAITING, TOO_MANY_WAIT)

  constructor(link: Pick<EdgeHubLink, 'sendOutput'>, metrics: Metrics) {
    this.#link = link
    this.#metrics = metrics
  }

  verdict(verdict: WindowVerdict): void {
    const { source, label, anomaly } = verdict
    const properties = { source, label, anomaly: String(anomaly) }
    this.#verdicts
      .run(() => this.#link.sendOutput('verdicts', JSON.stringify(verdict), properties))
      .catch(() => this.#metrics.count('earshot_results_dropped_total', { sink: this.name, result: 'verdict' }))
  }

  /** @throws what the link throws; the outbox sends the event again. */
  async event(event: AlarmEvent): Promise<void> {
    const { source, label, state } = event.data
    await this.#link.sendOutput('alarms', JSON.stringify(event), { source, label, state, type: event.type }, event.id)
  }

  state(): void {
    // See above.
  }
}
