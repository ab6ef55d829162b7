/** A record as pino writes it. */
export interface LogRecord {
  readonly level: string
  /** @unit Unix epoch ms */
  readonly time: number
  readonly msg: string
  readonly fields: Readonly<Record<string, unknown>>
}

export type LineFormat = 'json' | 'iotedge' | 'pretty'

interface Severity {
  /** Syslog's severity, RFC 5424 §6.2.1. */
  readonly priority: number
  readonly tag: string
  readonly colour: number
}

const DEBUG: Severity = { priority: 7, tag: 'DBG', colour: 90 }
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['fatal', { priority: 3, tag: 'ERR', colour: 31 }],
  ['error', { priority: 3, tag: 'ERR', colour: 31 }],
  ['warn', { priority: 4, tag: 'WRN', colour: 33 }],
  ['info', { priority: 6, tag: 'INF', colour: 36 }],
  ['debug', DEBUG],
])

/**
 * A line as the IoT Edge runtime's own modules write it, so that its log tools find the severity.
 *
 * @example
 * '<6> 2026-11-22 04:00:00.000 +00:00 [INF] - listening port=8080'
 */
export function iotEdgeLine({ level, time, msg, fields }: LogRecord): string {
  const { priority, tag } = SEVERITIES.get(level) ?? DEBUG
  const stamp = new Date(time).toISOString().replace('T', ' ').replace('Z', ' +00:00')
  return `<${priority}> ${stamp} [${tag}] - ${oneLine(msg)}${pairs(fields)}`
}

/** A short line for a person at a terminal. */
export function prettyLine({ level, time, msg, fields }: LogRecord, isColoured: boolean): string {
  const { tag, colour } = SEVERITIES.get(level) ?? DEBUG
  const clock = new Date(time).toISOString().slice(11, 23)
  const shown = isColoured ? `\u001b[${colour}m${tag}\u001b[0m` : tag
  return `${clock} ${shown} ${oneLine(msg)}${pairs(fields)}`
}

/** ` key=value` for each field, a value as JSON unless it is a plain word. */
function pairs(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        ` ${name}=${typeof value === 'string' && /^[\w.:/+-]+$/.test(value) ? value : JSON.stringify(value)}`,
    )
    .join('')
}

/** Text from outside may hold line breaks and terminal codes: a record stays one line. */
const oneLine = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
