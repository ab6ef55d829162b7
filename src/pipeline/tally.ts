import type { AlarmEvent } from '../detect/alarm-event.ts'
import { toErrorBody } from '../errors.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import type { Metrics } from './metrics.ts'
import type { Source } from './source.ts'
import type { Refusal } from './source-status.ts'

/** Counts what becomes of a source's sound, with the source and in the metrics. */
export class Tally {
  readonly #metrics: Metrics

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  chunkReceived({ name, counts }: Source): void {
    counts.chunksReceived += 1
    this.#metrics.count('earshot_chunks_received_total', { source: name })
  }

  chunkRefused(source: Source, refusal: Refusal): void {
    source.refusal = refusal
    source.counts.chunksRefused += 1
  }

  chunksDropped({ name, counts }: Source, by: number): void {
    if (by === 0) return
    counts.chunksDropped += by
    this.#metrics.count('earshot_chunks_dropped_total', { source: name }, by)
  }

  irregular({ name, irregularities }: Source, kinds: readonly string[]): void {
    for (const kind of kinds) {
      irregularities.set(kind, (irregularities.get(kind) ?? 0) + 1)
      this.#metrics.count('earshot_chunk_irregularities_total', { source: name, kind })
    }
  }

  windowsDropped({ name, counts }: Source, by: number): void {
    if (by === 0) return
    counts.windowsDropped += by
    this.#metrics.count('earshot_windows_dropped_total', { source: name }, by)
  }

  windowFailed({ name, counts }: Source, error: unknown): void {
    counts.windowsFailed += 1
    this.#metrics.count('earshot_windows_failed_total', { source: name, code: toErrorBody(error).error.code })
  }

  windowScored({ name, counts }: Source, { label, score, indicators, inferenceMs }: WindowVerdict): void {
    counts.windowsScored += 1
    this.#metrics.count('earshot_windows_scored_total', { source: name, label })
    this.#metrics.set('earshot_anomaly_score', { source: name }, score)
    this.#metrics.set('earshot_level_dbfs', { source: name }, indicators.rmsDbfs)
    this.#metrics.observe('earshot_inference_seconds', {}, inferenceMs / 1_000)
  }

  alarm({ name }: Source, { data }: AlarmEvent): void {
    this.#metrics.count('earshot_alarm_events_total', { source: name, state: data.state, label: data.label })
  }

  forgotten({ name }: Source): void {
    this.#metrics.forget(name)
  }

  present(sources: readonly Source[]): void {
    this.#metrics.set('earshot_sources', {}, sources.filter(({ wasLive }) => wasLive).length)
    this.#metrics.set('earshot_alarms_raised', {}, sources.filter(({ alarm }) => alarm.kind === 'raised').length)
  }
}
