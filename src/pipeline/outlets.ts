import type { AlarmEvent, AlarmSnapshot } from '../detect/alarm-event.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import type { Log, ResultSink } from './ports.ts'
import type { PipelineUpdate } from './source-status.ts'

/** Hands results to every way out and to every observer; a fault in one of them stays there. */
export class Outlets {
  readonly #log: Log
  readonly #sinks: ResultSink[] = []
  readonly #observers = new Set<(update: PipelineUpdate) => void>()

  constructor(log: Log) {
    this.#log = log
  }

  add(sink: ResultSink): void {
    this.#sinks.push(sink)
  }

  /** @returns Ends the observation. */
  observe(observer: (update: PipelineUpdate) => void): () => void {
    // A wrapper of its own, so that one function may observe twice and leave once.
    const entry = (update: PipelineUpdate): void => observer(update)
    this.#observers.add(entry)
    return () => this.#observers.delete(entry)
  }

  verdict(verdict: WindowVerdict): void {
    this.#toSinks('verdict', (sink) => sink.verdict(verdict))
  }

  /** Sinks take it in order; nobody waits for its delivery, which may be a broker's outage away. */
  event(event: AlarmEvent): void {
    this.#toSinks('event', (sink) => {
      sink.event(event).catch((error: unknown) => this.#failed(sink, 'event', error))
    })
  }

  state(snapshot: AlarmSnapshot): void {
    this.#toSinks('state', (sink) => sink.state(snapshot))
  }

  tell(update: PipelineUpdate): void {
    for (const observer of this.#observers) {
      try {
        observer(update)
      } catch (error) {
        this.#log.error('an observer failed', { error })
      }
    }
  }

  #toSinks(result: string, give: (sink: ResultSink) => void): void {
    for (const sink of this.#sinks) {
      try {
        give(sink)
      } catch (error) {
        this.#failed(sink, result, error)
      }
    }
  }

  #failed(sink: ResultSink, result: string, error: unknown): void {
    this.#log.error('a way out did not take a result', { sink: sink.name, result, error })
  }
}
