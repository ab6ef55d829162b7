import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBundleShelf } from '../../../src/adapters/disk/bundle-shelf.ts'
import { ClipFolder } from '../../../src/adapters/disk/clip-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { HistoryFolder } from '../../../src/adapters/disk/history-folder.ts'
import { ReviewFolder } from '../../../src/adapters/disk/review-folder.ts'
import type { LiveModel, ReadinessCheck } from '../../../src/adapters/http/api.ts'
import type { DemoControl, HttpOptions, HttpPorts, LiveChange } from '../../../src/adapters/http/ports.ts'
import { createPrometheusMetrics } from '../../../src/adapters/http/prometheus.ts'
import { createHttpServer } from '../../../src/adapters/http/server.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { DEFAULT_ALARM_RULE } from '../../../src/detect/alarm-rule.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { WindowHistory } from '../../../src/pipeline/history/window-history.ts'
import { createModelRegistry } from '../../../src/pipeline/model-registry.ts'
import type { Log, LogFields, MethodHandler } from '../../../src/pipeline/ports.ts'
import { ReviewDesk } from '../../../src/pipeline/review/review-desk.ts'
import { RuleDesk } from '../../../src/pipeline/review/rule-desk.ts'
import { type AppliedRule, NOTHING_APPLIED } from '../../../src/pipeline/review/rule-in-force.ts'
import { SoundMemory } from '../../../src/pipeline/sound/sound-memory.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'
import { writeSmallBundle } from './small-bundle.ts'

interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields
}

/** What the tests move by hand in place of a pipeline. */
interface Scene {
  nowMs: number
  whatIfMs: number
  /** What a what-if seems to take for each source. */
  whatIfMsPerSource: number
  sources: SourceStatus[]
  model: LiveModel | null
  checks: ReadinessCheck[]
  readonly lines: LogLine[]
  readonly listeners: Set<(change: LiveChange) => void>
  readonly sound: SoundMemory
  readonly windows: WindowHistory
  readonly methods: Map<string, MethodHandler>
}

export const MAX_BODY_BYTES = 1024 * 1024
const MAX_CLIP_SECONDS = 20

/** A real server on a free port, scoring with a real bundle. */
export async function serve(options: Partial<HttpOptions> = {}, demo?: DemoControl) {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-http-'))
  const engine = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  await writeSmallBundle(join(directory, 'small'))
  const models = createModelRegistry(
    createBundleShelf(directory, (contents) => createScorer(contents, engine)),
    2,
  )
  const metrics = createPrometheusMetrics({ device: 'test' })
  const scene: Scene = {
    nowMs: 1_000,
    whatIfMs: 0,
    whatIfMsPerSource: 0,
    sources: [],
    model: null,
    checks: [],
    lines: [],
    listeners: new Set(),
    sound: new SoundMemory(2),
    windows: new WindowHistory({ maxSources: 10 }),
    methods: new Map(),
  }
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void scene.lines.push({ level, message, fields })
  const log: Log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
  const clips = new ClipFolder({
    folder: join(directory, 'evidence'),
    maxBytes: 1024 * 1024,
    protectedIds: () => new Set(),
    log,
  })
  const reviewStore = new ReviewFolder({
    folder: join(directory, 'reviews'),
    maxBytes: 1024 * 1024,
    pathOfClip: (id) => clips.pathOf(id),
    log,
  })
  const history = new HistoryFolder({
    folder: join(directory, 'history'),
    maxBytes: 1024 * 1024,
    maxAgeMs: 7 * 24 * 3_600_000,
    clock: () => scene.nowMs,
    log,
    onDrop: () => undefined,
  })
  const labels = () => [
    { name: 'ok', message: 'All is well', normal: true },
    { name: 'fault', message: 'Fault', normal: false },
  ]
  const reviewDesk = new ReviewDesk({
    store: reviewStore,
    clips,
    events: () => scene.sources.flatMap(({ alarm }) => (alarm.event ? [alarm.event] : [])),
    normalLabel: () => 'ok',
    clock: () => scene.nowMs,
  })
  let applied: AppliedRule = NOTHING_APPLIED
  const ruleDesk = new RuleDesk({
    history,
    reviews: () => reviewStore.list(),
    inForce: {
      rule: () => ({
        ...DEFAULT_ALARM_RULE,
        labels: applied.thresholds ?? {},
        ...(applied.raiseWindows === null ? {} : { raiseWindows: applied.raiseWindows }),
      }),
      ofTwin: () => ({ thresholds: false, raiseWindows: false }),
      applied: () => applied,
      apply: async (rule) => {
        applied = rule
      },
    },
    bundle: () => ({ labels: labels() }),
    elapsed: () => (scene.whatIfMs += scene.whatIfMsPerSource),
  })
  const ports: HttpPorts = {
    decode: (bytes) => decodeWav(bytes, { maxBytes: MAX_BODY_BYTES, maxSeconds: MAX_CLIP_SECONDS }),
    models,
    liveModelName: () => 'small',
    live: {
      sources: () => scene.sources,
      model: () => scene.model,
      subscribe: (listener) => {
        scene.listeners.add(listener)
        return () => scene.listeners.delete(listener)
      },
    },
    sound: scene.sound,
    windows: scene.windows,
    clips,
    methods: scene.methods,
    reviewDesk,
    reviewStore,
    ruleDesk,
    readiness: () => scene.checks,
    metrics,
    metricsPage: metrics,
    log,
    clock: () => 1_000,
    ...(demo ? { demo } : {}),
  }
  const all: HttpOptions = {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: MAX_BODY_BYTES,
    maxClipSeconds: MAX_CLIP_SECONDS,
    requestTimeoutMs: 5_000,
    maxScoresAtOnce: 1,
    maxScoresWaiting: 8,
    maxScoreMs: 10_000,
    maxStreams: 3,
    passwordHash: '',
    publicUrl: '',
    ...options,
  }
  const server = createHttpServer(all, ports)
  await server.start()
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    /** Where its bundles are. */
    bundles: directory,
    scene,
    clips,
    reviewStore,
    history,
    options: all,
    ports,
    tell(change: LiveChange) {
      for (const listener of scene.listeners) listener(change)
    },
    log,
    stop: () => server.stop(),
    async [Symbol.asyncDispose]() {
      await server.stop()
      await models.close()
      await rm(directory, { recursive: true })
    },
  }
}
