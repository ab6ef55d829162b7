/** Everything that is counted or measured, under the names that Prometheus shows. Labels are low in number. */
export const METRICS = {
  earshot_chunks_received_total: { kind: 'counter', help: 'Audio chunks decoded', labels: ['source'] },
  earshot_chunks_refused_total: {
    kind: 'counter',
    help: 'Messages on audio topics refused, by error code',
    labels: ['code'],
  },
  earshot_chunk_irregularities_total: {
    kind: 'counter',
    help: 'Chunks out of order: gap, duplicate, late, overlap, rate-change, two-publishers',
    labels: ['source', 'kind'],
  },
  earshot_chunks_dropped_total: {
    kind: 'counter',
    help: 'Chunks shed because their source had too much waiting',
    labels: ['source'],
  },
  earshot_windows_scored_total: { kind: 'counter', help: 'Windows with a verdict', labels: ['source', 'label'] },
  earshot_windows_dropped_total: {
    kind: 'counter',
    help: 'Windows shed because scoring fell behind',
    labels: ['source'],
  },
  earshot_windows_failed_total: {
    kind: 'counter',
    help: 'Windows that could not be scored, by error code',
    labels: ['source', 'code'],
  },
  earshot_threads_restarted_total: {
    kind: 'counter',
    help: 'Threads that listen which ended or hung, and were replaced',
    labels: [],
  },
  earshot_alarm_events_total: { kind: 'counter', help: 'Alarm events', labels: ['source', 'state', 'label'] },
  earshot_results_dropped_total: {
    kind: 'counter',
    help: 'Results a way out could not take, by its name',
    labels: ['sink', 'result'],
  },
  earshot_evidence_dropped_total: {
    kind: 'counter',
    help: 'Recordings of alarms that gave way to newer ones',
    labels: [],
  },
  earshot_history_windows_dropped_total: {
    kind: 'counter',
    help: 'Windows that left the history before their time, for its size',
    labels: [],
  },
  earshot_http_requests_total: { kind: 'counter', help: 'HTTP requests answered', labels: ['route', 'status'] },
  earshot_sources: { kind: 'gauge', help: 'Sources heard within the last staleness period', labels: [] },
  earshot_alarms_raised: { kind: 'gauge', help: 'Alarms standing now', labels: [] },
  earshot_anomaly_score: {
    kind: 'gauge',
    help: 'Anomaly score of the last window, larger is worse',
    labels: ['source'],
  },
  earshot_level_dbfs: { kind: 'gauge', help: 'Level of the last window', labels: ['source'] },
  earshot_broker_connected: { kind: 'gauge', help: '1 while the broker connection is up', labels: [] },
  earshot_inference_seconds: { kind: 'histogram', help: 'From a complete window to its verdict', labels: [] },
} as const satisfies Record<
  string,
  { kind: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }
>

type NamesOf<Kind> = {
  [N in keyof typeof METRICS]: (typeof METRICS)[N]['kind'] extends Kind ? N : never
}[keyof typeof METRICS]
type LabelsOf<N extends keyof typeof METRICS> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>

export type MetricName = keyof typeof METRICS
export type CounterName = NamesOf<'counter'>
export type GaugeName = NamesOf<'gauge'>
export type HistogramName = NamesOf<'histogram'>

/** Where the parts report numbers. Implemented over prom-client by the HTTP adapter; nothing else knows that. */
export interface Metrics {
  count<N extends CounterName>(name: N, labels: LabelsOf<N>, by?: number): void
  set<N extends GaugeName>(name: N, labels: LabelsOf<N>, value: number): void
  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void
  /** A source is no longer followed: no number of it is shown any more. Names come from the network, without end. */
  forget(source: string): void
}
