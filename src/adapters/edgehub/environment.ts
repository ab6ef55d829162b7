export type Environment = Readonly<Record<string, string | undefined>>

/** What the SDK reads; a connection string wins. */
const CONNECTION_STRINGS = ['EdgeHubConnectionString', 'IotHubConnectionString'] as const
/** All of its names. */
export const SDK_NAMES = [
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
