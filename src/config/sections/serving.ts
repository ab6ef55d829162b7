import { choice, flag, real, text, whole } from '../key.ts'

const port = (key: { readonly doc: string; readonly default: number }) => whole({ ...key, minimum: 0, maximum: 65_535 })

/** Who speaks. */
export const DEVICE = {
  id: text({
    doc: 'Name of this device in events. Empty: IOTEDGE_DEVICEID, or else the host name.',
    default: '',
    pattern: /^[^\s/]{1,128}$/,
    form: '1 to 128 characters without spaces and slashes',
  }),
} as const

/** The page, scoring, health. */
export const HTTP = {
  enabled: flag({ doc: 'Whether to serve the page, scoring, health and metrics over HTTP.', default: true }),
  host: text({
    doc: 'Address to listen on. 127.0.0.1: this machine only.',
    default: '0.0.0.0',
    pattern: /^\S+$/,
    form: 'an address',
  }),
  port: port({ doc: 'Port to listen on. 0: any free one.', default: 8080 }),
  maxBodyBytes: whole({
    doc: 'Largest body that is taken.',
    unit: 'bytes',
    default: 32 * 1024 * 1024,
    minimum: 1_024,
    maximum: 128 * 1024 * 1024,
  }),
  maxClipSeconds: real({
    doc: 'Longest recording that is scored.',
    unit: 's',
    default: 600,
    minimum: 1,
    maximum: 600,
  }),
  requestTimeoutSeconds: whole({
    doc: 'How long a client may take to send a request.',
    unit: 's',
    default: 30,
    minimum: 1,
    maximum: 600,
  }),
  maxScoresAtOnce: whole({ doc: 'Recordings that are scored at the same time.', default: 1, minimum: 1, maximum: 64 }),
  maxScoresWaiting: whole({
    doc: 'Recordings that may wait to be scored; further ones are refused as overloaded.',
    default: 16,
    minimum: 0,
    maximum: 1_000,
  }),
  maxScoreSeconds: whole({
    doc: 'How long a recording may wait and be scored, together.',
    unit: 's',
    default: 30,
    minimum: 1,
    maximum: 600,
  }),
  maxStreams: whole({
    doc: 'Pages that may follow /api/stream at once, and as many that may look at sound.',
    default: 32,
    minimum: 1,
    maximum: 1_000,
  }),
  passwordHash: text({
    doc: 'Hash of the password for everything that changes state, as earshot password prints it. Empty: no password.',
    default: '',
    pattern: /^scrypt:1[0-8]:\d{1,2}:\d{1,2}:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$/,
    form: 'what earshot password prints',
    sensitive: true,
  }),
  publicUrl: text({
    doc: 'Address by which people reach the page, put before the addresses of recordings in events. Empty: events carry the path alone.',
    default: '',
    pattern: /^https?:\/\/[^\s/]+(\/[^\s?#]*[^\s?#/])?$/,
    form: 'http:// or https:// with host, not ending with /',
  }),
} as const

/** Metrics on a port of their own. */
export const METRICS = {
  enabled: flag({ doc: 'Whether to serve /metrics alone on a port of its own too.', default: true }),
  host: text({ doc: 'Address to listen on.', default: '0.0.0.0', pattern: /^\S+$/, form: 'an address' }),
  port: port({ doc: 'Port to listen on: where IoT Edge looks for metrics. 0: any free one.', default: 9600 }),
} as const

/** What is written to standard output. */
export const LOG = {
  level: choice({
    doc: 'Least grave line that is written.',
    default: 'info',
    choices: ['error', 'warn', 'info', 'debug'],
    changeable: true,
  }),
  format: choice({
    doc: 'json: an object a line. iotedge: <6> 2026-11-22 04:00:00.000 +00:00 [INF] - text. pretty: for people.',
    default: 'json',
    choices: ['json', 'iotedge', 'pretty'],
  }),
} as const
