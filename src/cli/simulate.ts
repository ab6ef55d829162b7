import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { askRuntime, DEFAULT_CONTROL_PORT } from './edge-control.ts'
import { exportLines } from './export-lines.ts'
import type { SimulateOptions } from './run-simulation.ts'

/** `earshot simulate`: the local IoT Edge runtime alone, and what another terminal may do to it. */
export function addSimulateCommand(program: Command): void {
  const control = new Option('--control <url>', 'where the runtime listens for this').default(
    `http://127.0.0.1:${DEFAULT_CONTROL_PORT}`,
  )
  const command = program
    .command('simulate')
    .description('run a local IoT Edge runtime; prints the environment that a module needs')
    .option('--device <id>', 'device id', 'local-device')
    .option('--hub <name>', "host name of the IoT hub, as modules' tokens carry it", 'local.azure-devices.net')
    .option('--gateway <name>', 'host name by which modules reach this runtime', 'localhost')
    .option('--module <id...>', 'modules that may connect', ['earshot'])
    .option('--routes <file>', 'JSON: routes by name, or a deployment manifest')
    .option('--desired <file>', 'JSON: desired properties by module')
    .option('--mqtt-port <port>', 'MQTT over TLS; 8883 needs no port in the gateway name', port, 18_883)
    .option('--https-port <port>', 'calls between modules; the SDK itself only knows 443', port, 18_443)
    .option('--workload-port <port>', 'the workload API over HTTP, beside its unix socket', port, 0)
    .option(
      '--control-port <port>',
      'calls and faults from another terminal, on this machine only',
      port,
      DEFAULT_CONTROL_PORT,
    )
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--down', 'begin with a hub that is not up; bring it up with: earshot simulate fault restart')
    .addOption(
      new Option('--environment <kind>', 'which environment to print')
        .choices(['unix', 'http', 'connectionString'])
        .default('unix'),
    )
    .action(async (options: SimulateOptions) => {
      const { runSimulation } = await import('./run-simulation.ts')
      await runSimulation(options)
    })
  command
    .command('env')
    .description('print the environment for a module of the running runtime: eval "$(earshot simulate env)"')
    .argument('[module]', 'module id', 'earshot')
    .addOption(control)
    .action(async (moduleId: string, options: { control: string }) => {
      const answer = await askRuntime(options.control, 'GET', `/environment/${encodeURIComponent(moduleId)}`)
      console.log(exportLines(z.record(z.string(), z.string()).parse(answer)))
    })
  command
    .command('fault')
    .description(
      'throw a fault at the running runtime, or list them: fault kill, fault twinStatus 503, fault cloudOffline off',
    )
    .argument('[name]', 'which fault')
    .argument('[value]', 'on, off or a status', faultValue, true)
    .addOption(control)
    .action(async (name: string | undefined, value: boolean | number, options: { control: string }) => {
      const throwIt = () => askRuntime(options.control, 'POST', `/faults/${encodeURIComponent(name ?? '')}`, value)
      console.log(
        JSON.stringify(name === undefined ? await askRuntime(options.control, 'GET', '/faults') : await throwIt()),
      )
    })
}

function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value
  throw new InvalidArgumentError('a port is a number from 0 (any that is free) to 65535')
}

function faultValue(text: string): boolean | number {
  if (text === 'on' || text === 'off') return text === 'on'
  if (/^[45]\d\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('a fault is on, off or a status from 400 to 599')
}
