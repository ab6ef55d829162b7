import { LevelOutbox } from '../adapters/disk/level-outbox.ts'
import type { Config } from '../config.ts'
import type { Service } from '../lifecycle.ts'
import { Delivery } from '../pipeline/delivery.ts'
import { DurableResults } from '../pipeline/durable-results.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import type { AlarmMemory } from '../pipeline/outbox.ts'
import type { Clock, Log, ResultSink } from '../pipeline/ports.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** One way out: where results go, and how long an event may take on it. */
export interface WayOut {
  readonly results: ResultSink
  /** @unit ms */
  readonly sendTimeoutMs: number
  readonly maxInFlight: number
}

/** Results on all their ways, events through the outbox. */
export interface Results {
  readonly sink: ResultSink
  readonly outbox: Service & AlarmMemory
  readonly deliveries: readonly Service[]
}

export function createResults(
  { outbox: { directory, maxBytes, maxAgeDays } }: Config,
  ways: readonly WayOut[],
  { metrics, log, clock }: { readonly metrics: Metrics; readonly log: Log; readonly clock: Clock },
): Results {
  const outbox = new LevelOutbox({
    folder: directory,
    ways: ways.map(({ results }) => results.name),
    maxBytesPerWay: maxBytes,
    maxAgeMs: maxAgeDays * DAY_MS,
    clock,
    log,
    onDrop: ({ way, source, sequence }, reason) => {
      metrics.count('earshot_results_dropped_total', { sink: way, result: 'event' })
      log.warn('an alarm event was dropped before it was acknowledged', { way, source, sequence, reason })
    },
  })
  const deliveries = ways.map(
    ({ results, sendTimeoutMs, maxInFlight }) =>
      new Delivery({
        way: results.name,
        outbox,
        send: (event) => results.event(event),
        maxInFlight,
        sendTimeoutMs,
        firstRetryMs: 500,
        longestRetryMs: 30_000,
        log,
      }),
  )
  const sinks = ways.map(({ results }) => results)
  return { sink: new DurableResults(outbox, deliveries, sinks, log), outbox, deliveries }
}
