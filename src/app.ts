import { createPrometheusMetrics } from './adapters/http/prometheus.ts'
import type { AppOptions } from './app/app-options.ts'
import { startListening } from './app/listening.ts'
import type { Config, ConfigSources } from './config.ts'
import { type Service, startAll } from './lifecycle.ts'

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
    const { config, sources, log } = this.#options
    const metrics = createPrometheusMetrics(originOf(config, sources.env ?? {}))
    const starting = startListening(config, { metrics, log })
    // Threads take a while to begin, and so does this: the two together no longer than one of them.
    const loading = import('./app/parts.ts')
    const listening = await starting
    const { joinParts } = await loading
    const { services, http } = await joinParts({ ...this.#options, metrics, listening })
    this.#stopAll = await startAll(services, { signal, deadlineMs: 8_000 })
    this.#port = http.port
  }

  async stop(): Promise<void> {
    await this.#stopAll()
  }
}

/** Who speaks, on every metric: several devices are gathered in one place. */
function originOf({ device }: Config, env: NonNullable<ConfigSources['env']>): Record<string, string> {
  return { hub: env['IOTEDGE_IOTHUBHOSTNAME'] ?? '', device: device.id, module: env['IOTEDGE_MODULEID'] ?? 'earshot' }
}
