import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueCertificates } from '../certificate.ts'
import type { JsonObject } from '../json-object.ts'
import { jsonListener, listen } from '../json-server.ts'
import { edgeFaults } from './faults.ts'
import { methodsApi, workloadApi } from './http-apis.ts'
import { EdgeHub } from './hub.ts'
import { parseRoute, type RouteDefinition } from './route.ts'

export interface EdgeRuntimeOptions {
  readonly modules: readonly string[]
  readonly deviceId?: string
  readonly hubHostName?: string
  /** The name by which modules reach the hub; the hub's certificate carries it. */
  readonly gatewayHostName?: string
  /** By name; without any, everything goes upstream. */
  readonly routes?: Readonly<Record<string, string | RouteDefinition>>
  /** Desired properties to begin with, by module. */
  readonly desired?: Readonly<Record<string, JsonObject>>
  /** 0, the default, picks a free port. */
  readonly ports?: { readonly mqtt?: number; readonly https?: number; readonly workload?: number }
  readonly bindAddress?: string
  /** `false` is a hub that is not up yet; the fault `restart` brings it up. */
  readonly isHubUp?: boolean
}

/** The port that the SDK takes when the gateway's name has none. */
const DEFAULT_MQTT_PORT = 8883

export type EdgeRuntime = Awaited<ReturnType<typeof startEdgeRuntime>>

/**
 * Start a local IoT Edge runtime: the workload API on a unix socket and over HTTP, an edgeHub over MQTT
 * with TLS, and calls between modules over HTTPS. Keys and certificates are new at each start.
 *
 * @throws {@link ConfigError} for a route that cannot be followed.
 */
export async function startEdgeRuntime(options: EdgeRuntimeOptions) {
  const { deviceId = 'local-device', hubHostName = 'local.azure-devices.net', gatewayHostName = 'localhost' } = options
  const { routes = { all: 'FROM /messages/* INTO $upstream' }, ports = {}, bindAddress = '127.0.0.1' } = options
  const { ca, ...credentials } = issueCertificates(gatewayHostName)
  const hub = new EdgeHub(hubHostName, deviceId, credentials)
  for (const id of options.modules) hub.addModule(id, randomBytes(32), randomUUID(), options.desired?.[id])
  hub.setRoutes(Object.entries(routes).map(([name, route]) => parseRoute(name, route)))

  const directory = await mkdtemp(join(tmpdir(), 'earshot-edge-'))
  const [socketPath, caPath] = [join(directory, 'workload.sock'), join(directory, 'ca.pem')]
  await writeFile(caPath, ca)
  const workload = jsonListener(workloadApi(hub, ca))
  const overSocket = createHttpServer(workload)
  const overHttp = createHttpServer(workload)
  const overHttps = createHttpsServer(credentials, jsonListener(methodsApi(hub)))
  async function stop(): Promise<void> {
    await hub.head.close()
    for (const server of [overSocket, overHttp, overHttps]) server.close().closeAllConnections()
    await rm(directory, { recursive: true, force: true })
  }
  async function open() {
    await listen(overSocket, socketPath)
    const opened = {
      workload: await listen(overHttp, ports.workload ?? 0, bindAddress),
      https: await listen(overHttps, ports.https ?? 0, bindAddress),
      mqtt: await hub.head.listen(ports.mqtt ?? 0, bindAddress),
    }
    if (options.isHubUp === false) await hub.head.close()
    return opened
  }
  const opened = await open().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const gateway = opened.mqtt === DEFAULT_MQTT_PORT ? gatewayHostName : `${gatewayHostName}:${opened.mqtt}`

  /** What a module finds in its environment: as `edgeAgent` sets it, or a connection string for the debugger. */
  function environment(moduleId: string, kind: 'unix' | 'http' | 'connectionString' = 'unix'): Record<string, string> {
    const { key, generationId } = hub.module(moduleId)
    if (kind === 'connectionString') {
      const address = `HostName=${hubHostName};GatewayHostName=${gateway};DeviceId=${deviceId};ModuleId=${moduleId}`
      const EdgeHubConnectionString = `${address};SharedAccessKey=${key.toString('base64')}`
      return { EdgeHubConnectionString, EdgeModuleCACertificateFile: caPath }
    }
    return {
      IOTEDGE_WORKLOADURI: kind === 'unix' ? `unix://${socketPath}` : `http://${bindAddress}:${opened.workload}`,
      IOTEDGE_DEVICEID: deviceId,
      IOTEDGE_MODULEID: moduleId,
      IOTEDGE_IOTHUBHOSTNAME: hubHostName,
      IOTEDGE_AUTHSCHEME: 'sasToken',
      IOTEDGE_MODULEGENERATIONID: generationId,
      IOTEDGE_GATEWAYHOSTNAME: gateway,
    }
  }
  const faults = edgeFaults(hub, () => hub.head.listen(opened.mqtt, bindAddress))
  return { hub, faults, environment, ports: opened, ca, stop, [Symbol.asyncDispose]: stop }
}
