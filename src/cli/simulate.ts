import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { ConfigError } from '../errors.ts'
import type { HubMessage } from '../sim/edge/message.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../sim/edge/runtime.ts'
import { jsonListener, listen } from '../sim/json-server.ts'
import { askRuntime, DEFAULT_CONTROL_PORT, edgeControl } from './edge-control.ts'

interface SimulateOptions {
  readonly device: string
  readonly hub: string
  readonly gateway: string
  readonly module: readonly string[]
  readonly routes?: string
  readonly desired?: string
  readonly mqttPort: number
  readonly httpsPort: number
  readonly workloadPort: number
  readonly controlPort: number
  readonly bind: string
  readonly down?: boolean
  readonly environment: 'unix' | 'http' | 'connectionString'
}

/** `earshot simulate`: the local IoT Edge runtime alone, and what another terminal may do to it. */
export function simulateCommand(): Command {
  const control = new Option('--control <url>', 'where the runtime listens for this').default(
    `http://127.0.0.1:${DEFAULT_CONTROL_PORT}`,
  )
  const command = new Command('simulate')
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
    .action(simulate)
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
  return command
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

const RouteMap = z.record(
  z.string(),
  z.union([
    z.string(),
    z.object({ route: z.string(), priority: z.number().optional(), timeToLiveSecs: z.number().optional() }),
  ]),
)
const Manifest = z.object({
  modulesContent: z.object({ $edgeHub: z.object({ 'properties.desired': z.object({ routes: RouteMap }) }) }),
})
const RoutesFile = z.union([
  Manifest.transform(({ modulesContent }) => modulesContent.$edgeHub['properties.desired'].routes),
  RouteMap,
])
const DesiredFile = z.record(z.string(), z.record(z.string(), z.unknown()))

async function readJson<T>(path: string | undefined, schema: z.ZodType<T>, form: string): Promise<T | undefined> {
  if (path === undefined) return undefined
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new ConfigError(`${path} is not ${form}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

async function simulate(options: SimulateOptions): Promise<void> {
  const routes = await readJson(options.routes, RoutesFile, 'a JSON object of routes, nor a deployment manifest')
  const desired = await readJson(options.desired, DesiredFile, 'a JSON object of desired properties by module')
  await using edge = await startEdgeRuntime({
    modules: options.module,
    deviceId: options.device,
    hubHostName: options.hub,
    gatewayHostName: options.gateway,
    bindAddress: options.bind,
    isHubUp: options.down !== true,
    ports: { mqtt: options.mqttPort, https: options.httpsPort, workload: options.workloadPort },
    ...(routes === undefined ? {} : { routes }),
    ...(desired === undefined ? {} : { desired }),
  })
  const server = createServer(jsonListener(edgeControl(edge)))
  const controlPort = await listen(server, options.controlPort)
  edge.hub.arrivals.on('message', (message) => console.error(arrivalLine(message)))
  for (const moduleId of options.module) {
    if (options.module.length > 1) console.log(`# ${moduleId}`)
    console.log(exportLines(edge.environment(moduleId, options.environment)))
  }
  console.error(readyLine(edge, controlPort))
  await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))
  server.close().closeAllConnections()
}

/** For a shell; values are quoted, as a connection string holds semicolons. */
function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n')
}

function readyLine({ ports }: EdgeRuntime, controlPort: number): string {
  return `local IoT Edge runtime: mqtts ${ports.mqtt}, https ${ports.https}, workload ${ports.workload}, control http://127.0.0.1:${controlPort}`
}

const SHOWN_BYTES = 200

function arrivalLine({ moduleId, output, properties, body }: HubMessage): string {
  const shown = body.subarray(0, SHOWN_BYTES).toString()
  const more = body.length > SHOWN_BYTES ? ` … (${body.length} bytes)` : ''
  return `upstream ${moduleId}/${output} ${JSON.stringify(properties)} ${shown}${more}`
}
