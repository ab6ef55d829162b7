import type { EdgeHubLink } from '../adapters/edgehub/link.ts'
import type { Service } from '../lifecycle.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { SourceStatus } from '../pipeline/source-status.ts'

/** A twin holds 32 KB of reported properties, and each source takes some 80 bytes of them. */
const MOST_REPORTED = 200

/** Keeps the sources and their states in the reported properties; says nothing while nothing changes. */
export class SourceReport implements Service {
  readonly name = 'source report'
  readonly #pipeline: Pipeline
  readonly #link: EdgeHubLink
  readonly #reported = new Map<string, string>()
  #unsubscribe: () => void = () => undefined

  constructor(pipeline: Pipeline, link: EdgeHubLink) {
    this.#pipeline = pipeline
    this.#link = link
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#pipeline.onUpdate(() => this.#report())
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
  }

  #report(): void {
    const patch: Record<string, unknown> = {}
    for (const status of this.#pipeline.sources().slice(0, MOST_REPORTED)) {
      const shown = describe(status)
      const text = JSON.stringify(shown)
      if (this.#reported.get(status.source) === text) continue
      this.#reported.set(status.source, text)
      patch[twinKey(status.source)] = shown
    }
    if (Object.keys(patch).length > 0) this.#link.report({ sources: patch })
  }
}

function describe({ state, alarm }: SourceStatus): Readonly<Record<string, string>> {
  return { state, alarm: alarm.state, ...(alarm.label === null ? {} : { label: alarm.label }) }
}

/** Names in a twin may not hold a dot, which a source's name may. */
const twinKey = (source: string): string => source.replaceAll('.', '_')
