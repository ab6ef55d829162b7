import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBundleShelf } from '../../../src/adapters/disk/bundle-shelf.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import type { LiveModel, ReadinessCheck } from '../../../src/adapters/http/api.ts'
import type { DemoControl, HttpOptions, HttpPorts, LiveChange } from '../../../src/adapters/http/ports.ts'
import { createPrometheusMetrics } from '../../../src/adapters/http/prometheus.ts'
import { createHttpServer } from '../../../src/adapters/http/server.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { createModelRegistry } from '../../../src/pipeline/model-registry.ts'
import type { Log, LogFields } from '../../../src/pipeline/ports.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'
import { writeSmallBundle } from './small-bundle.ts'

interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields
}

/** What the tests move by hand in place of a pipeline. */
interface Scene {
  sources: SourceStatus[]
  model: LiveModel | null
  checks: ReadinessCheck[]
  readonly lines: LogLine[]
  readonly listeners: Set<(change: LiveChange) => void>
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
  const scene: Scene = { sources: [], model: null, checks: [], lines: [], listeners: new Set() }
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void scene.lines.push({ level, message, fields })
  const log: Log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
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
    ...options,
  }
  const server = createHttpServer(all, ports)
  await server.start()
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    scene,
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
