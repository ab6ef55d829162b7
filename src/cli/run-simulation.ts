import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { z } from 'zod'
import { ConfigError } from '../errors.ts'
import type { HubMessage } from '../sim/edge/message.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../sim/edge/runtime.ts'
import { jsonListener, listen } from '../sim/json-server.ts'
import { edgeControl } from './edge-control.ts'
import { exportLines } from './export-lines.ts'

export interface SimulateOptions {
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

/** Runs until it is told to stop. */
export async function runSimulation(options: SimulateOptions): Promise<void> {
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

function readyLine({ ports }: EdgeRuntime, controlPort: number): string {
  return `local IoT Edge runtime: mqtts ${ports.mqtt}, https ${ports.https}, workload ${ports.workload}, control http://127.0.0.1:${controlPort}`
}

const SHOWN_BYTES = 200

function arrivalLine({ moduleId, output, properties, body }: HubMessage): string {
  const shown = body.subarray(0, SHOWN_BYTES).toString()
  const more = body.length > SHOWN_BYTES ? ` … (${body.length} bytes)` : ''
  return `upstream ${moduleId}/${output} ${JSON.stringify(properties)} ${shown}${more}`
}
