import type { Clip } from '../../audio/clip.ts'
import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { ClipStore } from '../../pipeline/evidence/clip-store.ts'
import type { WindowHistory } from '../../pipeline/history/window-history.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { ModelRegistry } from '../../pipeline/model-registry.ts'
import type { Clock, Log, MethodTable } from '../../pipeline/ports.ts'
import type { ReviewDesk } from '../../pipeline/review/review-desk.ts'
import type { ReviewStore } from '../../pipeline/review/review-store.ts'
import type { RuleDesk } from '../../pipeline/review/rule-desk.ts'
import type { SoundMemory } from '../../pipeline/sound/sound-memory.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import type { LiveModel, ReadinessCheck } from './api.ts'

/** How the server behaves; all of it comes from the configuration. */
export interface HttpOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly maxBodyBytes: number
  /** Longest recording that `decode` takes, to be told to clients. @unit s */
  readonly maxClipSeconds: number
  /** How long a client may take to send a request. @unit ms */
  readonly requestTimeoutMs: number
  readonly maxScoresAtOnce: number
  readonly maxScoresWaiting: number
  /** How long a recording may wait and be scored, together. @unit ms */
  readonly maxScoreMs: number
  readonly maxStreams: number
  /** Folder with the built page; without it a browser gets the same text as everybody. */
  readonly pageDirectory?: string
  /** What `earshot password` made; empty: whoever reaches the server may change what can be changed. */
  readonly passwordHash: string
  /** Where people reach this server, when a proxy stands before it; empty: where they reach it. */
  readonly publicUrl: string
}

/** What is going on, as the pipeline tells it. */
export interface LiveView {
  sources(): readonly SourceStatus[]
  /** The bundle that judges live sources; null until it is loaded. */
  model(): LiveModel | null
  /** @returns Ends the subscription. */
  subscribe(listener: (change: LiveChange) => void): () => void
}

/** Something about a source changed; with an event when an alarm was raised, cleared or went stale. */
export interface LiveChange {
  readonly source: string
  readonly event?: AlarmEvent
}

/** The switch of the simulated machine; only the demo has one. */
export interface DemoControl {
  /** All that can be chosen, the healthy state first. */
  readonly faults: readonly string[]
  readonly fault: string
  setFault(fault: string): void
}

/** Numbers for Prometheus. */
export interface MetricsPage {
  readonly contentType: string
  text(): Promise<string>
}

/** What the server needs of the other parts. */
export interface HttpPorts {
  /** @throws AudioError when the bytes are no WAV that can be scored. */
  readonly decode: (bytes: Uint8Array) => Clip
  readonly models: ModelRegistry
  /** Name of the bundle that `POST /inference`, and `/api/score` without a name, ask. */
  readonly liveModelName: () => string
  readonly live: LiveView
  /** What sources sound like. */
  readonly sound: Pick<SoundMemory, 'last' | 'observe' | 'breaks'>
  /** The last hour of their windows. */
  readonly windows: Pick<WindowHistory, 'between' | 'at'>
  /** Recordings of alarms. */
  readonly clips: ClipStore
  /** The direct methods, as IoT Hub and MQTT call them. */
  readonly methods: MethodTable
  readonly reviewDesk: ReviewDesk
  readonly reviewStore: Pick<ReviewStore, 'recordings'>
  readonly ruleDesk: RuleDesk
  readonly readiness: () => readonly ReadinessCheck[]
  readonly metrics: Metrics
  readonly metricsPage: MetricsPage
  readonly log: Log
  readonly clock: Clock
  readonly demo?: DemoControl
}
