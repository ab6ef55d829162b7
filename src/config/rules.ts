import type { Config } from './schema.ts'

/** What keys demand of each other. */
interface Rule {
  readonly keys: readonly string[]
  readonly isBroken: (config: Config) => boolean
  readonly demand: string
}

export const RULES: readonly Rule[] = [
  {
    keys: ['alarm.clearAt', 'alarm.raiseAt'],
    isBroken: ({ alarm }) => alarm.clearAt > alarm.raiseAt,
    demand: 'alarm.clearAt must be at most alarm.raiseAt',
  },
  {
    keys: ['alarm.raiseWindows', 'alarm.raiseOfWindows'],
    isBroken: ({ alarm }) => alarm.raiseWindows > alarm.raiseOfWindows,
    demand: 'alarm.raiseWindows must be at most alarm.raiseOfWindows',
  },
  {
    keys: ['alarm.clearWindows', 'alarm.clearOfWindows'],
    isBroken: ({ alarm }) => alarm.clearWindows > alarm.clearOfWindows,
    demand: 'alarm.clearWindows must be at most alarm.clearOfWindows',
  },
  {
    keys: ['mqtt.password', 'mqtt.passwordFile'],
    isBroken: ({ mqtt }) => mqtt.password !== '' && mqtt.passwordFile !== '',
    demand: 'mqtt.password and mqtt.passwordFile must not both be given',
  },
  {
    keys: ['mqtt.password', 'mqtt.passwordFile', 'mqtt.username'],
    isBroken: ({ mqtt }) => mqtt.username === '' && (mqtt.password !== '' || mqtt.passwordFile !== ''),
    demand: 'mqtt.username must be given with a password',
  },
  {
    keys: ['mqtt.certFile', 'mqtt.keyFile'],
    isBroken: ({ mqtt }) => (mqtt.certFile === '') !== (mqtt.keyFile === ''),
    demand: 'mqtt.certFile and mqtt.keyFile must be given together',
  },
  {
    keys: ['http.port', 'metrics.port'],
    isBroken: ({ http, metrics }) =>
      http.enabled && metrics.enabled && http.port !== 0 && http.port === metrics.port && http.host === metrics.host,
    demand: 'http.port and metrics.port must differ (http.port serves /metrics as well)',
  },
  {
    keys: ['http.publicUrl'],
    isBroken: ({ http }) => http.publicUrl !== '' && !URL.canParse(http.publicUrl),
    demand: 'http.publicUrl must be an address that a browser can open',
  },
]
