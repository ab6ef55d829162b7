import type { ModuleClient } from 'azure-iot-device'
import iot from 'azure-iot-device'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the SDK reads; a connection string wins. */
const CONNECTION_STRINGS = ['EdgeHubConnectionString', 'IotHubConnectionString'] as const
const NAMES = [
  ...CONNECTION_STRINGS,
  'EdgeModuleCACertificateFile',
  'IOTEDGE_WORKLOADURI',
  'IOTEDGE_DEVICEID',
  'IOTEDGE_MODULEID',
  'IOTEDGE_IOTHUBHOSTNAME',
  'IOTEDGE_AUTHSCHEME',
  'IOTEDGE_MODULEGENERATIONID',
  'IOTEDGE_GATEWAYHOSTNAME',
] as const

/** Whether an IoT Edge runtime, or somebody in its place, started this process. */
export function hasEdgeEnvironment(env: Environment): boolean {
  return [...CONNECTION_STRINGS, 'IOTEDGE_WORKLOADURI'].some((name) => Boolean(env[name]))
}

/**
 * `ModuleClient.fromEnvironment` for an environment that is given. The SDK knows only the process's own
 * and reads it before it returns its promise: so that is set, and put back, within one turn.
 */
export function clientFromEnvironment(env: Environment, transport: object): Promise<ModuleClient> {
  const before = NAMES.map((name) => [name, process.env[name]] as const)
  try {
    for (const name of NAMES) assign(name, env[name])
    return iot.ModuleClient.fromEnvironment(transport)
  } finally {
    for (const [name, value] of before) assign(name, value)
  }
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
