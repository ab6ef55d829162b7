import { loadConfig, secretsOf } from '../config.ts'
import { createLog } from '../log.ts'
import { SimulatedMachine } from '../sim/machine.ts'
import { DEMO_FAN } from '../synth/shipped-fan.ts'
import { MODELS_DIRECTORY } from './default-model.ts'
import { DemoBroker } from './demo-broker.ts'
import { DemoModule } from './demo-module.ts'
import { DemoRuntime } from './demo-runtime.ts'
import { FaultPrompt } from './fault-prompt.ts'
import { liveUntilSignalled } from './process-life.ts'

const SOURCE = 'fan-1'
const DEVICE_ID = 'demo'

export interface DemoOptions {
  readonly brokerPort: number
}

/** Runs until it is told to stop. */
export async function demonstrate({ brokerPort }: DemoOptions): Promise<void> {
  const sources = {
    preset: {
      device: { id: DEVICE_ID },
      http: { host: '127.0.0.1' },
      metrics: { enabled: false },
      model: { directory: MODELS_DIRECTORY },
      log: { format: 'pretty' },
    },
    env: process.env,
  } as const
  const config = loadConfig(sources)
  const log = createLog({ ...config.log, secrets: secretsOf(config) })
  const broker = new DemoBroker(brokerPort, log)
  const runtime = new DemoRuntime(DEVICE_ID, log)
  const machine = new SimulatedMachine({
    url: () => broker.url,
    topicPrefix: config.mqtt.topicPrefix,
    source: SOURCE,
    fan: DEMO_FAN,
    log,
  })
  const module = new DemoModule({ sources, broker, runtime, machine, log })
  const prompt = new FaultPrompt(machine, process.stdin)
  await liveUntilSignalled([broker, runtime, module, machine, prompt], log, () => {
    const faults = machine.faults.map((fault, index) => `${index + 1} ${fault}`).join(', ')
    log.info(`the page is at ${module.url}; audio and alarms are at ${broker.url}`)
    log.info(`${SOURCE} is heard; type a number and Enter to switch its fault: ${faults}`)
    log.info(`ask it in another terminal: npx earshot call infer '{"source":"${SOURCE}"}'`)
  })
}
