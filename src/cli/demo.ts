import type { Command } from 'commander'
import { type Config, loadConfig, secretsOf } from '../config.ts'
import { TransportError } from '../errors.ts'
import type { Service } from '../lifecycle.ts'
import { createLog, type ProcessLog } from '../log.ts'
import { EmbeddedBroker } from '../sim/broker.ts'
import { SimulatedMachine } from '../sim/machine.ts'
import { MODELS_DIRECTORY } from './default-model.ts'
import { FaultPrompt } from './fault-prompt.ts'
import { wholeNumber } from './number-option.ts'
import { PAGE_DIRECTORY } from './page-directory.ts'
import { liveUntilSignalled } from './process-life.ts'

interface DemoOptions {
  readonly brokerPort: number
}

const SOURCE = 'fan-1'
/** The fan whose sound `models/fan` knows. */
const FAN = { machineSeed: 1, seed: 1, sampleRateHz: 22_050, snrDb: 20 } as const

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('try it: a broker, a simulated fan whose fault can be switched, the module and its page')
    .option(
      '--broker-port <port>',
      'where the broker listens; when it is taken, any free one',
      wholeNumber('--broker-port', { from: 0, to: 65_535 }),
      1883,
    )
    .action(demonstrate)
}

async function demonstrate({ brokerPort }: DemoOptions): Promise<void> {
  const config = loadConfig({
    preset: {
      device: { id: 'demo' },
      http: { host: '127.0.0.1' },
      metrics: { enabled: false },
      model: { directory: MODELS_DIRECTORY },
      log: { format: 'pretty' },
    },
    env: process.env,
  })
  const log = createLog({ ...config.log, secrets: secretsOf(config) })
  const broker = new DemoBroker(brokerPort, log)
  const machine = new SimulatedMachine({
    url: () => broker.url,
    topicPrefix: config.mqtt.topicPrefix,
    source: SOURCE,
    fan: FAN,
    log,
  })
  const module = new DemoModule(config, broker, machine, log)
  const prompt = new FaultPrompt(machine, process.stdin)
  await liveUntilSignalled([broker, module, machine, prompt], log, () => {
    const faults = machine.faults.map((fault, index) => `${index + 1} ${fault}`).join(', ')
    log.info(`the page is at ${module.url}; audio and alarms are at ${broker.url}`)
    log.info(`${SOURCE} is heard; type a number and Enter to switch its fault: ${faults}`)
  })
}

/** Takes another port when somebody has the wanted one: trying it out must not fail on a broker that runs already. */
class DemoBroker implements Service {
  readonly name = 'broker'
  readonly #log: ProcessLog
  #broker: EmbeddedBroker

  constructor(port: number, log: ProcessLog) {
    this.#broker = new EmbeddedBroker({ port })
    this.#log = log
  }

  get url(): string {
    return this.#broker.url
  }

  async start(): Promise<void> {
    try {
      await this.#broker.start()
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.#log.warn('the port of the broker is taken; taking another', { error })
      this.#broker = new EmbeddedBroker()
      await this.#broker.start()
    }
  }

  async stop(): Promise<void> {
    await this.#broker.stop()
  }
}

/** The module, made when the broker's address is known. */
class DemoModule implements Service {
  readonly name = 'module'
  readonly #config: Config
  readonly #broker: DemoBroker
  readonly #machine: SimulatedMachine
  readonly #log: ProcessLog
  #stop: () => Promise<void> = async () => undefined
  #port = 0

  constructor(config: Config, broker: DemoBroker, machine: SimulatedMachine, log: ProcessLog) {
    this.#config = config
    this.#broker = broker
    this.#machine = machine
    this.#log = log
  }

  get url(): string {
    return `http://localhost:${this.#port}`
  }

  async start(signal: AbortSignal): Promise<void> {
    // Loaded only now: no other command should wait for the whole module.
    const { App } = await import('../app.ts')
    const config = { ...this.#config, mqtt: { ...this.#config.mqtt, url: this.#broker.url } }
    const app = new App({ config, log: this.#log, pageDirectory: PAGE_DIRECTORY, demo: this.#machine })
    await app.start(signal)
    this.#stop = () => app.stop()
    this.#port = app.port
  }

  async stop(): Promise<void> {
    await this.#stop()
  }
}
