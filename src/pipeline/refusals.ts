import { EarshotError, toErrorBody } from '../errors.ts'
import type { Metrics } from './metrics.ts'
import type { Log } from './ports.ts'
import type { Refusal } from './source-status.ts'

/** The last ones are kept for people who set up a microphone. */
const KEPT = 50
/** A broken publisher fails many times a second; the log needs to hear of it once in a while. @unit ms */
const LOG_EVERY_MS = 10_000

/** Messages that were not taken as audio: counted by code, the last ones kept, the log not flooded. */
export class Refusals {
  readonly #metrics: Metrics
  readonly #log: Log
  readonly #last: Refusal[] = []
  readonly #loggedAtMs = new Map<string, number>()

  constructor(metrics: Metrics, log: Log) {
    this.#metrics = metrics
    this.#log = log
  }

  add(error: unknown, atMs: number, source?: string): Refusal {
    const { code, message } = toErrorBody(error).error
    const refusal: Refusal = { code, message, atMs, ...(source === undefined ? {} : { source }) }
    this.#metrics.count('earshot_chunks_refused_total', { code })
    this.#last.push(refusal)
    if (this.#last.length > KEPT) this.#last.shift()

    const sinceLoggedMs = atMs - (this.#loggedAtMs.get(code) ?? Number.NEGATIVE_INFINITY)
    if (sinceLoggedMs >= LOG_EVERY_MS || sinceLoggedMs < 0) {
      this.#loggedAtMs.set(code, atMs)
      if (error instanceof EarshotError) this.#log.warn(`refused: ${message}`, { code, source, ...error.context })
      else this.#log.error('a chunk failed in an unexpected way', { source, error })
    }
    return refusal
  }

  /** Oldest first. */
  list(): readonly Refusal[] {
    return [...this.#last]
  }
}
