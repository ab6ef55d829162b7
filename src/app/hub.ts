import { audioInput } from '../adapters/edgehub/audio-input.ts'
import { HubResults } from '../adapters/edgehub/hub-results.ts'
import { createEdgeHubLink, type EdgeHubLink } from '../adapters/edgehub/link.ts'
import type { Config } from '../config.ts'
import type { Service } from '../lifecycle.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Clock, Log, MethodTable, ResultSink } from '../pipeline/ports.ts'
import { mqttOptionsOf } from './mqtt-options.ts'
import { SourceReport } from './source-report.ts'

export interface HubParts {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pipeline: Pipeline
  readonly methods: MethodTable
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  onDesired(desired: unknown): void
  /** The reported properties as the hub has them, once a connection, before the desired ones. */
  onReported(reported: unknown): void
}

/** The module's place in IoT Edge. */
export interface Hub {
  readonly link: EdgeHubLink
  readonly results: ResultSink
  /** Keeps the sources and their states in the reported properties. */
  readonly reporting: Service
}

/** Where an IoT Edge runtime, or somebody in its place, started this process. */
export function createHub(parts: HubParts): Hub {
  const { config, env, pipeline, methods, metrics, log, clock, onDesired, onReported } = parts
  const link = createEdgeHubLink({
    env,
    log,
    methods,
    onInput: audioInput({ sink: pipeline, defaults: mqttOptionsOf(config).chunks ?? {}, clock }),
    onDesired,
    onReported: (reported) => {
      reporting.correct(reported)
      onReported(reported)
    },
  })
  const reporting = new SourceReport(pipeline, (patch) => link.report(patch))
  return { link, results: new HubResults(link, metrics), reporting }
}
