import type { AppOptions } from './app/app-options.ts'
import { startListening } from './app/listening.ts'
import type { Config, ConfigSources } from './config.ts'
import { type Service, startAll } from './lifecycle.ts'
import type { Metrics } from './pipeline/metrics.ts'

/** The module, from its beginning to its end. What it consists of, `app/parts.ts` knows. */
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
   *   be loaded; {@link TransportError} when a port is taken. A broker or hub that is away is no reason not to start.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { config, sources, log, watch } = this.#options
    // Begun a moment after the threads: these take a while to begin, and so does the rest; the two together no longer
    // than one of them.
    const loading = Promise.resolve().then(() =>
      Promise.all([
        import('./app/parts.ts'),
        import('./adapters/http/prometheus.ts').then(({ createPrometheusMetrics }) =>
          createPrometheusMetrics(originOf(config, sources.env ?? {})),
        ),
      ]),
    )
    const listening = await startListening(config, { metrics: countedBy(loading), log, watch })
    const { services, http } = await loading
      .then(([{ joinParts }, metrics]) => joinParts({ ...this.#options, metrics, listening }))
      .catch(async (error: unknown) => {
        // Threads would keep the process busy when there is nothing to judge by.
        await listening.close()
        throw error
      })
    this.#stopAll = await startAll(services, { signal, deadlineMs: 8_000 })
    this.#port = http.port
  }

  async stop(): Promise<void> {
    await this.#stopAll()
  }
}

/** Counts by metrics that are still being loaded. */
function countedBy(loading: Promise<readonly [unknown, Pick<Metrics, 'count'>]>): Pick<Metrics, 'count'> {
  return {
    count: (...counted) => {
      // Where they cannot be loaded the app does not start.
      loading.then(([, metrics]) => metrics.count(...counted)).catch(() => undefined)
    },
  }
}

/** Who speaks, on every metric: several devices are gathered in one place. */
function originOf({ device }: Config, env: NonNullable<ConfigSources['env']>): Record<string, string> {
  return { hub: env['IOTEDGE_IOTHUBHOSTNAME'] ?? '', device: device.id, module: env['IOTEDGE_MODULEID'] ?? 'earshot' }
}
