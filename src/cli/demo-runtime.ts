import { createServer, type Server } from 'node:http'
import type { Service } from '../lifecycle.ts'
import type { Log } from '../pipeline/ports.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../sim/edge/runtime.ts'
import { jsonListener, listen } from '../sim/json-server.ts'
import { DEFAULT_CONTROL_PORT, edgeControl } from './edge-control.ts'

const MODULE = 'earshot'

/** The local IoT Edge runtime under the demo, with what `earshot call` asks, and its upstream shown in the log. */
export class DemoRuntime implements Service {
  readonly name = 'local IoT Edge runtime'
  readonly #deviceId: string
  readonly #log: Log
  #edge: EdgeRuntime | undefined
  #control: Server | undefined

  constructor(deviceId: string, log: Log) {
    this.#deviceId = deviceId
    this.#log = log
  }

  /** What the module finds in its environment, once the runtime has started. */
  get environment(): Readonly<Record<string, string>> {
    return this.#edge?.environment(MODULE, 'http') ?? {}
  }

  async start(): Promise<void> {
    const edge = await startEdgeRuntime({
      modules: [MODULE],
      deviceId: this.#deviceId,
      routes: { alarms: `FROM /messages/modules/${MODULE}/outputs/alarms INTO $upstream` },
    })
    edge.hub.arrivals.on('message', ({ output, properties }) =>
      this.#log.info('a message arrived upstream', { output, ...properties }),
    )
    this.#edge = edge
    this.#control = createServer(jsonListener(edgeControl(edge)))
    await listen(this.#control, DEFAULT_CONTROL_PORT).catch((error: unknown) =>
      this.#log.warn('earshot call cannot reach this demo: its port is taken', { port: DEFAULT_CONTROL_PORT, error }),
    )
  }

  async stop(): Promise<void> {
    this.#control?.close().closeAllConnections()
    await this.#edge?.stop()
  }
}
