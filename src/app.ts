import { createBundleShelf } from './adapters/disk/bundle-shelf.ts'
import { findEngineFiles } from './adapters/disk/engine-files.ts'
import { LevelOutbox } from './adapters/disk/level-outbox.ts'
import type { DemoControl, LiveView } from './adapters/http/ports.ts'
import { createPrometheusMetrics } from './adapters/http/prometheus.ts'
import { createHttpServer, createMetricsServer } from './adapters/http/server.ts'
import { createMqttAdapter, type MqttAdapter } from './adapters/mqtt/mqtt-adapter.ts'
import { httpOptionsOf } from './app/http-options.ts'
import { mqttOptionsOf } from './app/mqtt-options.ts'
import { openSourceStream } from './audio/source-stream.ts'
import { decodeWav } from './audio/wav.ts'
import { alarmRuleOf, type Config } from './config.ts'
import { type Service, startAll } from './lifecycle.ts'
import type { ProcessLog } from './log.ts'
import { loadEngine } from './model/engine.ts'
import { createScorer } from './model/scorer.ts'
import { bundleScorer } from './pipeline/bundle-scorer.ts'
import { Delivery } from './pipeline/delivery.ts'
import { DurableResults } from './pipeline/durable-results.ts'
import { createModelRegistry } from './pipeline/model-registry.ts'
import { Pipeline } from './pipeline/pipeline.ts'

export interface AppOptions {
  readonly config: Config
  readonly log: ProcessLog
  /** Folder of the built page. */
  readonly pageDirectory: string
  /** The switch of the simulated machine, in the demo. */
  readonly demo?: DemoControl
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** The module: everything joined. The only place that knows all parts. */
export class App implements Service {
  readonly name = 'earshot'
  readonly #options: AppOptions
  #stopAll: () => Promise<void> = async () => undefined
  #port = 0

  constructor(options: AppOptions) {
    this.#options = options
  }

  /** Port of the page, once the app has started. */
  get port(): number {
    return this.#port
  }

  /**
   * @throws {@link EngineError}, {@link NotFoundError}, {@link BundleError} when the bundle that is to judge cannot
   *   be loaded; {@link TransportError} when a port is taken. A broker that is away is no reason not to start.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { config, log, pageDirectory, demo } = this.#options
    const clock = Date.now
    const metrics = createPrometheusMetrics({ device: config.device.id })

    const engine = await loadEngine({ ...findEngineFiles(), preferred: config.model.engine })
    for (const { name, reason } of engine.refused) log.debug('an engine is not available', { engine: name, reason })
    const shelf = createBundleShelf(config.model.directory, (contents) => createScorer(contents, engine))
    const liveModel = await shelf.load(config.model.name)
    const { identity, engineName } = liveModel
    log.info(`${identity.name} ${identity.version} judges, computed by ${engineName}`, { sha256: identity.sha256 })
    const models = createModelRegistry(shelf, config.model.maxLoaded)

    const pipeline = new Pipeline({
      deviceId: config.device.id,
      scorer: bundleScorer(liveModel, config.window.hopFrames),
      rule: alarmRuleOf(config),
      metrics,
      log,
      clock,
      openStream: openSourceStream,
      limits: { maxSources: config.audio.maxSources, ...config.queue },
    })
    const live: LiveView = {
      sources: () => pipeline.sources(),
      model: () => ({ identity, labels: liveModel.manifest.labels, engineName }),
      subscribe: (listener) =>
        pipeline.onUpdate((update) =>
          listener({ source: update.source, ...(update.kind === 'event' ? { event: update.event } : {}) }),
        ),
    }

    const services: Service[] = []
    let mqtt: MqttAdapter | undefined
    if (config.mqtt.enabled) {
      const describe = () => ({ model: identity, engine: engineName })
      mqtt = createMqttAdapter(
        { ...mqttOptionsOf(config), describe },
        { audio: pipeline, methods: new Map(), metrics, log, clock },
      )
      const outbox = new LevelOutbox({
        folder: config.outbox.directory,
        ways: [mqtt.results.name],
        maxBytesPerWay: config.outbox.maxBytes,
        maxAgeMs: config.outbox.maxAgeDays * DAY_MS,
        clock,
        onDrop: ({ way, source, sequence }, reason) => {
          metrics.count('earshot_results_dropped_total', { sink: way, result: 'event' })
          log.warn('an alarm event was dropped before it was acknowledged', { way, source, sequence, reason })
        },
      })
      const { results } = mqtt
      const delivery = new Delivery({
        way: results.name,
        outbox,
        send: (event) => results.event(event),
        maxInFlight: 16,
        sendTimeoutMs: 60_000,
        firstRetryMs: 500,
        longestRetryMs: 30_000,
        log,
      })
      pipeline.addSink(new DurableResults(outbox, [delivery], [results]))
      services.push(outbox, mqtt.outlet, delivery)
    }
    services.push(pipeline)
    if (mqtt) services.push(mqtt.intake)

    const http = createHttpServer(httpOptionsOf(config, pageDirectory), {
      decode: (bytes) =>
        decodeWav(bytes, { maxBytes: config.http.maxBodyBytes, maxSeconds: config.http.maxClipSeconds }),
      models,
      liveModelName: () => config.model.name,
      live,
      readiness: () => {
        const health = mqtt?.health()
        const isConnected = health === undefined || health.state === 'connected'
        return [
          { name: 'model', isPassed: true },
          {
            name: 'broker',
            isPassed: isConnected,
            ...(isConnected ? {} : { reason: health.problem?.message ?? 'connecting' }),
          },
        ]
      },
      metrics,
      metricsPage: metrics,
      log,
      clock,
      ...(demo ? { demo } : {}),
    })
    if (config.http.enabled) services.push(http)
    if (config.metrics.enabled) services.push(createMetricsServer(config.metrics, metrics, log))

    this.#stopAll = await startAll(services, { signal, deadlineMs: 8_000 })
    this.#port = http.port
  }

  async stop(): Promise<void> {
    await this.#stopAll()
  }
}
