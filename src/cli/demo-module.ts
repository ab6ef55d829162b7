import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConfigSources, loadConfig } from '../config.ts'
import type { Service } from '../lifecycle.ts'
import type { ProcessLog } from '../log.ts'
import type { SimulatedMachine } from '../sim/machine.ts'
import type { DemoBroker } from './demo-broker.ts'
import type { DemoRuntime } from './demo-runtime.ts'
import { PAGE_DIRECTORY } from './page-directory.ts'
import { packageVersion } from './version.ts'

export interface DemoModuleParts {
  readonly sources: ConfigSources
  readonly broker: DemoBroker
  readonly runtime: DemoRuntime
  readonly machine: SimulatedMachine
  readonly log: ProcessLog
}

/** The module as it is, in the environment that the demo makes: broker and runtime are known when they have started. */
export class DemoModule implements Service {
  readonly name = 'module'
  readonly #parts: DemoModuleParts
  #stop: () => Promise<void> = async () => undefined
  #port = 0

  constructor(parts: DemoModuleParts) {
    this.#parts = parts
  }

  get url(): string {
    return `http://localhost:${this.#port}`
  }

  async start(signal: AbortSignal): Promise<void> {
    const { broker, runtime, machine, log } = this.#parts
    // Loaded only now: no other command should wait for the whole module.
    const { App } = await import('../app.ts')
    const directory = await mkdtemp(join(tmpdir(), 'earshot-demo-'))
    const sources = {
      ...this.#parts.sources,
      env: { ...this.#parts.sources.env, ...runtime.environment },
      override: {
        mqtt: { url: broker.url },
        outbox: { directory: join(directory, 'outbox') },
        data: { directory },
        learning: { directory: join(directory, 'learnt') },
      },
    }
    const tidyUp = () => rm(directory, { recursive: true, force: true })
    try {
      const app = new App({
        config: loadConfig(sources),
        sources,
        version: packageVersion(),
        log,
        pageDirectory: PAGE_DIRECTORY,
        demo: machine,
      })
      this.#stop = () => app.stop().finally(tidyUp)
      await app.start(signal)
      this.#port = app.port
    } catch (error) {
      await tidyUp()
      throw error
    }
  }

  async stop(): Promise<void> {
    await this.#stop()
  }
}
