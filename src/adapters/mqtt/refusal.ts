import { TransportError } from '../../errors.ts'

export type RefusalReason =
  | 'version'
  | 'credentials'
  | 'closed'
  | 'unreachable'
  | 'certificate'
  /** The connection stands, but the broker takes not this message or subscription; another try is no use. */
  | 'refused'
  | 'other'

/** A connection could not be made, or was lost. Its message says what to do about it. */
export class BrokerError extends TransportError {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

type Refusal = readonly [RefusalReason, string]
const VERSION: Refusal = ['version', 'does not speak this version of MQTT']
const CLIENT_ID: Refusal = ['other', 'refuses the client id; set another mqtt.clientId']
const NOT_READY: Refusal = ['other', 'is not ready']
const CREDENTIALS: Refusal = ['credentials', 'refuses the user name or password; check mqtt.username and mqtt.password']
const NOT_AUTHORISED: Refusal = [
  'credentials',
  'does not authorise this client; check mqtt.username, mqtt.password and the access list of the broker',
]

/** Codes of a CONNACK or DISCONNECT: MQTT 3.1.1 §3.2.2.3 below 128, MQTT 5 §3.2.2.2 and §3.14.2.1 from there. */
const REASONS: Readonly<Record<number, Refusal>> = {
  1: VERSION,
  2: CLIENT_ID,
  3: NOT_READY,
  4: CREDENTIALS,
  5: NOT_AUTHORISED,
  132: VERSION,
  133: CLIENT_ID,
  134: CREDENTIALS,
  135: NOT_AUTHORISED,
  136: NOT_READY,
  137: ['other', 'is busy'],
  138: ['credentials', 'has banned this client'],
  139: ['closed', 'is shutting down'],
  141: ['closed', 'heard nothing from this client for too long'],
  142: ['other', 'was given another client with the same id; each needs an mqtt.clientId of its own'],
  149: ['other', 'says that a message was too large'],
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'is not there: nothing listens at that host and port',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  ENOTFOUND: 'is not there: its host name is not known',
  EAI_AGAIN: 'is not there: its host name could not be looked up',
  EHOSTUNREACH: 'is not there: no way leads to that host',
  ENETUNREACH: 'is not there: the network is down',
  ETIMEDOUT: 'does not answer',
}

const CERTIFICATE = /CERT|SELF_SIGNED|SIGNATURE|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO/

/**
 * Say in our words why a connection failed.
 *
 * @param broker - The address as it may be shown.
 */
export function describeFailure(broker: string, error: unknown): BrokerError {
  if (error instanceof BrokerError) return error
  const code = codeOf(error)
  if (typeof code === 'number') {
    const [reason, text] = REASONS[code] ?? ['other', `refuses the connection with code ${code}`]
    return new BrokerError(reason, `the broker ${broker} ${text}`, error)
  }
  if (typeof code === 'string' && code in UNREACHABLE) {
    return new BrokerError('unreachable', `the broker ${broker} ${UNREACHABLE[code]}`, error)
  }
  if (typeof code === 'string' && CERTIFICATE.test(code)) {
    const text = `cannot be trusted (${code}); check mqtt.caFile, the host name in mqtt.url and the clock`
    return new BrokerError('certificate', `the broker ${broker} ${text}`, error)
  }
  const isTimeout = error instanceof Error && error.message === 'connack timeout'
  return isTimeout
    ? new BrokerError('unreachable', `the broker ${broker} does not answer`, error)
    : new BrokerError('other', `the connection to the broker ${broker} failed`, error)
}

/** Of the first error that has one: Node.js wraps several attempts (IPv6, IPv4) in an AggregateError. */
function codeOf(error: unknown): unknown {
  if (error instanceof AggregateError && codeOfOne(error) === undefined) return codeOfOne(error.errors[0])
  return codeOfOne(error)
}

function codeOfOne(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** An address without what is secret in it: a password may hold an `@` of its own. */
export function shownAddress(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//')
}
