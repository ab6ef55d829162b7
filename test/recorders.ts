import type { AlarmEvent, AlarmSnapshot } from '../src/detect/alarm-event.ts'
import type { WindowVerdict } from '../src/model/verdict.ts'
import type { Metrics } from '../src/pipeline/metrics.ts'
import type { Log, LogFields, ResultSink } from '../src/pipeline/ports.ts'

/** Metrics that can be asked. Names and labels as `name{a=1,b=2}`. */
export class RecordedMetrics implements Metrics {
  readonly values = new Map<string, number>()

  count(name: string, labels: Readonly<Record<string, string>>, by = 1): void {
    const key = keyOf(name, labels)
    this.values.set(key, (this.values.get(key) ?? 0) + by)
  }

  set(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    this.values.set(keyOf(name, labels), value)
  }

  observe(name: string, labels: Readonly<Record<string, string>>): void {
    this.count(name, labels)
  }

  forget(source: string): void {
    for (const key of this.values.keys()) if (/[{,]source=([^,}]*)/.exec(key)?.[1] === source) this.values.delete(key)
  }

  get(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.values.get(keyOf(name, labels)) ?? 0
  }
}

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}{${Object.entries(labels)
    .map((pair) => pair.join('='))
    .toSorted()
    .join()}}`

/** A log that can be asked. */
export class RecordedLog implements Log {
  readonly lines: { readonly level: string; readonly text: string; readonly fields: LogFields }[] = []
  readonly error = this.#at('error')
  readonly warn = this.#at('warn')
  readonly info = this.#at('info')
  readonly debug = this.#at('debug')

  #at(level: string) {
    return (text: string, fields: LogFields = {}): void => {
      this.lines.push({ level, text, fields })
    }
  }
}

/** A way out that keeps what it was given. */
export class RecordedSink implements ResultSink {
  readonly name: string
  readonly verdicts: WindowVerdict[] = []
  readonly events: AlarmEvent[] = []
  readonly states: AlarmSnapshot[] = []

  constructor(name = 'recorded') {
    this.name = name
  }

  verdict(verdict: WindowVerdict): void {
    this.verdicts.push(verdict)
  }

  async event(event: AlarmEvent): Promise<void> {
    this.events.push(event)
  }

  state(snapshot: AlarmSnapshot): void {
    this.states.push(snapshot)
  }
}
