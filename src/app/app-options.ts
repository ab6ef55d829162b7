import type { DemoControl } from '../adapters/http/ports.ts'
import type { Config, ConfigSources } from '../config.ts'
import type { WatchOrder } from '../heart-watch.ts'
import type { ProcessLog } from '../log.ts'

export interface AppOptions {
  readonly config: Config
  /** Where `config` came from: the module twin is laid over it. */
  readonly sources: ConfigSources
  readonly version: string
  readonly log: ProcessLog
  /** Folder of the built page. */
  readonly pageDirectory: string
  /** For the threads that listen, to watch over the event loop. */
  readonly watch?: WatchOrder | undefined
  /** The switch of the simulated machine, in the demo. */
  readonly demo?: DemoControl
}
