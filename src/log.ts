import { pino } from 'pino'
import { EarshotError } from './errors.ts'
import { iotEdgeLine, type LineFormat, type LogRecord, prettyLine } from './log/line.ts'
import type { Log, LogFields } from './pipeline/ports.ts'

type LogLevel = 'error' | 'warn' | 'info' | 'debug'

export interface LogOptions {
  readonly level: LogLevel
  readonly format: LineFormat
  /** Texts that must appear in no line: passwords. */
  readonly secrets?: readonly string[]
  /** Where lines go; standard output if not given. */
  readonly write?: (line: string) => void
}

/** The log of the process. */
export interface ProcessLog extends Log {
  /** Change what is written from now on. */
  setLevel(level: LogLevel): void
}

const HIDDEN = '[hidden]'
/** Fields that are hidden wherever they stand, should one ever be handed to the log. */
const SECRET_FIELDS = ['password', 'token', 'connectionString', 'sharedAccessKey', 'authorization', 'cookie']

/** Open the log. Nothing but this knows pino. */
export function createLog({ level, format, secrets = [], write = toStandardOutput }: LogOptions): ProcessLog {
  const scrub = scrubber(secrets)
  const isColoured = process.stdout.isTTY === true
  const logger = pino(
    {
      level,
      base: null,
      timestamp: format === 'json' ? pino.stdTimeFunctions.isoTime : pino.stdTimeFunctions.epochTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: HIDDEN },
    },
    { write: (line: string) => write(scrub(format === 'json' ? line : reformat(line, format, isColoured))) },
  )
  const at =
    (severity: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      logger[severity](renamed(fields), message)
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    setLevel: (next) => {
      logger.level = next
    },
  }
}

/** A field must not take the place of what every line begins with. */
const RESERVED = ['level', 'time', 'msg']

function renamed(fields: LogFields): LogFields {
  if (!RESERVED.some((name) => name in fields)) return fields
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [RESERVED.includes(name) ? `${name}_` : name, value]),
  )
}

function toStandardOutput(line: string): void {
  process.stdout.write(line)
}

function reformat(line: string, format: 'iotedge' | 'pretty', isColoured: boolean): string {
  const { level, time, msg, ...fields }: Omit<LogRecord, 'fields'> & LogFields = JSON.parse(line)
  const record = { level, time, msg, fields }
  return `${format === 'iotedge' ? iotEdgeLine(record) : prettyLine(record, isColoured)}\n`
}

/** What the log keeps of a thrown value: of ours the code and context, of a bug the stack. */
function describeError(error: unknown): unknown {
  if (error instanceof EarshotError) {
    const { code, message, context, cause } = error
    return { code, message, context, ...(cause === undefined ? {} : { cause: describeError(cause) }) }
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) }
}

/** A shorter text protects nothing, and hiding it everywhere would leave no line readable. */
const SHORTEST_SECRET = 4

/** Hides known secrets, also in the forms that JSON and addresses give them. */
function scrubber(secrets: readonly string[]): (line: string) => string {
  const forms = secrets
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
  return (line) => forms.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line)
}
