import { join } from 'node:path'
import { createBundleShelf } from '../adapters/disk/bundle-shelf.ts'
import { createThresholdsFile } from '../adapters/disk/thresholds-file.ts'
import { hasEdgeEnvironment } from '../adapters/edgehub/environment.ts'
import type { ReadinessCheck } from '../adapters/http/api.ts'
import type { Listener } from '../adapters/http/listener.ts'
import type { LiveView, MetricsPage } from '../adapters/http/ports.ts'
import { createHttpServer, createMetricsServer } from '../adapters/http/server.ts'
import type { MqttAdapter } from '../adapters/mqtt/mqtt-adapter.ts'
import { SamplePool } from '../audio/sample-pool.ts'
import { sourceFilter } from '../audio/source-filter.ts'
import { decodeWav } from '../audio/wav.ts'
import { alarmRuleOf, type Config } from '../config.ts'
import type { Service } from '../lifecycle.ts'
import type { BundleContents } from '../model/bundle-contents.ts'
import { LiveModel } from '../pipeline/live-model.ts'
import { createMethodTable } from '../pipeline/methods/method-table.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import { createModelRegistry } from '../pipeline/model-registry.ts'
import { Pipeline } from '../pipeline/pipeline.ts'
import type { PipelineLimits } from '../pipeline/pipeline-options.ts'
import type { AppOptions } from './app-options.ts'
import { createDesks } from './desks.ts'
import { httpOptionsOf } from './http-options.ts'
import type { Hub } from './hub.ts'
import { createKeeping } from './keeping.ts'
import { createLearning, openLearnt } from './learning.ts'
import type { Listening } from './listening.ts'
import { ModuleTwin } from './module-twin.ts'
import { discoveryOf, mqttOptionsOf } from './mqtt-options.ts'
import { createResults, type WayOut } from './results.ts'

/** What waits to be used again: live sound of hundreds of sources, and recordings, of which one is scored at a time. @unit bytes */
const MOST_KEPT = { chunks: 16 * 2 ** 20, clips: 4 * 2 ** 20 }

export interface JoinedParts {
  /** In the order in which they start. */
  readonly services: readonly Service[]
  readonly http: Listener
}

/**
 * The module: everything joined. The only place that knows all parts.
 *
 * @throws as {@link App.start}.
 */
export async function joinParts(
  options: AppOptions & { readonly metrics: Metrics & MetricsPage; readonly listening: Listening },
): Promise<JoinedParts> {
  const { config, sources, version, log, pageDirectory, demo, metrics, listening } = options
  const clock = Date.now
  const { env = {} } = sources
  // These take a tenth of a second to load: they do so while the threads load the bundle.
  const loadingMqtt = config.mqtt.enabled ? import('../adapters/mqtt/mqtt-adapter.ts') : undefined
  const loadingHub = hasEdgeEnvironment(env) ? import('./hub.ts') : undefined
  const { threads } = listening
  const learnt = await openLearnt(config, log)
  const clips = new SamplePool(MOST_KEPT.clips)
  const openBundle = (contents: BundleContents) => listening.openBundle(contents, (y) => clips.give(y))
  const shelf = createBundleShelf(config.model.directory, openBundle, { learntDirectory: config.learning.directory })
  const liveModel = await LiveModel.load(shelf, { name: config.model.name, hopFrames: config.window.hopFrames })
  const { enginesRefused = [] } = liveModel.scorer
  for (const { name, reason } of enginesRefused) log.debug('an engine is not available', { engine: name, reason })
  const { name, version: modelVersion, sha256 } = liveModel.scorer.identity
  log.info(`${name} ${modelVersion} judges, computed by ${liveModel.scorer.engineName}`, { sha256, threads })
  const keeping = createKeeping(config, { metrics, clock, log })
  const samples = new SamplePool(MOST_KEPT.chunks)
  const models = createModelRegistry(shelf, config.model.maxLoaded)

  const pipeline = new Pipeline({
    deviceId: config.device.id,
    scorer: liveModel.windows,
    rule: alarmRuleOf(config),
    metrics,
    log,
    clock,
    openStream: keeping.remember(listening.openStream),
    ...(keeping.keepEvidence ? { keepEvidence: keeping.keepEvidence } : {}),
    takeBack: (y) => samples.give(y),
    limits: { maxSources: config.audio.maxSources, ...turnsAtOnce(config, listening), ...config.queue },
  })
  pipeline.listenTo(sourceFilter(config.audio.sources))
  const { sourceModels, learnings } = createLearning(config, { folder: learnt, shelf, pipeline, log, clock })
  keeping.follow(pipeline)

  const present = () => ({ version, model: liveModel.scorer.identity, engine: liveModel.scorer.engineName })
  let hub: Hub | undefined
  let mqtt: MqttAdapter | undefined
  const thresholds = createThresholdsFile(join(config.data.directory, 'thresholds.json'), log)
  const twin = new ModuleTwin({
    applied: { found: await thresholds.read(), store: thresholds },
    sources,
    config,
    pipeline,
    liveModel,
    log,
    report: (patch) => hub?.link.report({ ...present(), ...patch }),
  })
  pipeline.useRule(twin.rule())
  const limits = { maxBytes: config.http.maxBodyBytes, maxSeconds: config.http.maxClipSeconds }
  const decode = (bytes: Uint8Array) => decodeWav(bytes, limits, (length) => clips.take(length))
  const methods = createMethodTable({
    pipeline,
    liveModel,
    shelf,
    decode,
    status: () => ({
      ...present(),
      mqtt: mqtt?.health() ?? null,
      hub: hub?.link.health() ?? null,
      sources: pipeline.sources().length,
      learning: learnings.list(),
      refusals: pipeline.refusals().slice(-10),
    }),
    useModel: (wanted) => twin.useModel(wanted),
    sourceModels,
    learnings,
    keptSound: learnt,
    clock,
  })

  mqtt = (await loadingMqtt)?.createMqttAdapter(
    {
      ...mqttOptionsOf(config, (length) => samples.take(length)),
      ...discoveryOf(config, version, () => pipeline.sources()),
      describe: present,
    },
    { audio: pipeline, methods, metrics, log, clock },
  )
  hub = (await loadingHub)?.createHub({
    config,
    env,
    pipeline,
    methods,
    metrics,
    log,
    clock,
    onDesired: (desired) => void twin.desire(desired),
    onReported: (reported) => twin.correct(reported),
  })
  const ways: WayOut[] = [
    ...(mqtt ? [{ results: mqtt.results, maxInFlight: 16, sendTimeoutMs: 60_000 }] : []),
    ...(hub ? [{ results: hub.results, maxInFlight: 4, sendTimeoutMs: 300_000 }] : []),
  ]
  const results = createResults(config, ways, { metrics, log, clock })
  pipeline.addSink(results.sink)

  const live: LiveView = {
    sources: () => pipeline.sources(),
    model: () => {
      const { identity, manifest, engineName } = liveModel.scorer
      return { identity, labels: manifest.labels, engineName }
    },
    subscribe: (listener) =>
      pipeline.onUpdate((update) =>
        listener({ source: update.source, ...(update.kind === 'event' ? { event: update.event } : {}) }),
      ),
  }
  const http = createHttpServer(httpOptionsOf(config, pageDirectory), {
    decode,
    models,
    liveModelName: () => liveModel.name,
    live,
    sound: keeping.sound,
    windows: keeping.windows,
    clips: keeping.clips,
    methods,
    ...createDesks(keeping, { pipeline, liveModel, twin, clock }),
    readiness: () => [{ name: 'model', isPassed: true }, ...brokerCheck(mqtt), ...hubCheck(hub)],
    metrics,
    metricsPage: metrics,
    log,
    clock,
    ...(demo ? { demo } : {}),
  })

  // Stopped from the end: sound stops coming in, what was heard is judged, and the results still go out.
  const services: Service[] = [
    { name: 'listening', start: async () => undefined, stop: () => listening.close() },
    sourceModels,
    ...keeping.services,
    results.outbox,
    {
      name: 'former alarms',
      start: async () => pipeline.restore(results.outbox.lastEvents()),
      stop: async () => undefined,
    },
    ...(mqtt ? [mqtt.outlet] : []),
    ...(hub ? [hub.link] : []),
    ...results.deliveries,
    pipeline,
    learnings,
    ...(hub ? [hub.reporting] : []),
    ...(mqtt ? [mqtt.intake] : []),
    ...(config.http.enabled ? [http] : []),
    ...(config.metrics.enabled ? [createMetricsServer(config.metrics, metrics, log)] : []),
  ]
  return { services, http }
}

/** Threads keep their own lines, in which each source has one place at most. */
function turnsAtOnce({ audio }: Config, { threads }: Listening): Partial<PipelineLimits> {
  return threads === 0 ? {} : { cutAtOnce: audio.maxSources, scoredAtOnce: audio.maxSources }
}

function brokerCheck(mqtt: MqttAdapter | undefined): ReadinessCheck[] {
  if (mqtt === undefined) return []
  const { state, problem } = mqtt.health()
  if (state === 'connected') return [{ name: 'broker', isPassed: true }]
  return [{ name: 'broker', isPassed: false, reason: problem?.message ?? state }]
}

function hubCheck(hub: Hub | undefined): ReadinessCheck[] {
  if (hub === undefined) return []
  const { state, lastError } = hub.link.health()
  if (state === 'connected') return [{ name: 'hub', isPassed: true }]
  return [{ name: 'hub', isPassed: false, reason: lastError ?? state }]
}
