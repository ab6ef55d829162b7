import { once } from 'node:events'
import { LevelOutbox } from '../../../src/adapters/disk/level-outbox.ts'
import type { Service } from '../../../src/lifecycle.ts'
import { Delivery } from '../../../src/pipeline/delivery.ts'
import { DurableResults } from '../../../src/pipeline/durable-results.ts'
import type { Log, ResultSink } from '../../../src/pipeline/ports.ts'
import { event } from '../../unit/pipeline/alarm-events.ts'

/** What a process that is to be killed does. */
export interface StormOrder {
  readonly folder: string
  /** Number of the first event; each source counts on from there. */
  readonly first: number
  /** How many events each source has; 0 only delivers what waits, and ends. */
  readonly count: number
  readonly sources: readonly string[]
}

export interface StormLink {
  /** Connects; started before the deliveries. */
  readonly link: Service
  readonly results: ResultSink
}

const silent: Log = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }

/** Wait to be told to begin, so that the process can be made ready while another one still runs. */
export async function toldToBegin(): Promise<StormOrder> {
  process.stdout.write('ready\n')
  const [line] = await once(process.stdin, 'data')
  return JSON.parse(String(line))
}

/**
 * The durable way out alone: the outbox, deliveries over real links, and a storm of events. Writes the id of each
 * event that was accepted, and `drained` when there is nothing left to deliver.
 */
export async function storm({ folder, first, count, sources }: StormOrder, link: StormLink): Promise<void> {
  const way = link.results.name
  const outbox = new LevelOutbox({
    folder,
    ways: [way],
    maxBytesPerWay: 1e9,
    maxAgeMs: 1e12,
    clock: Date.now,
    log: silent,
    onDrop: (entry) => process.stdout.write(`dropped ${entry.source} ${entry.sequence}\n`),
  })
  const delivery = new Delivery({
    way,
    outbox,
    send: (sent) => link.results.event(sent),
    maxInFlight: 16,
    sendTimeoutMs: 5_000,
    firstRetryMs: 10,
    longestRetryMs: 100,
    log: silent,
  })
  const results = new DurableResults(outbox, [delivery], [link.results], silent)
  const { signal } = new AbortController()
  for (const service of [outbox, link.link, delivery]) await service.start(signal)

  const raise = async (source: string): Promise<void> => {
    for (let n = first; n < first + count; n++) {
      await results.event(event(source, n))
      process.stdout.write(`accepted ${source}:raised:${n}\n`)
    }
  }
  await Promise.all(sources.map(raise))
  while (outbox.waiting(way).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  process.stdout.write('drained\n')
  if (count > 0) return
  for (const service of [delivery, link.link, outbox]) await service.stop()
  process.exit(0)
}
