/** The broker and how to be let in. */
export interface BrokerAddress {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, host and port. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Two clients with one id throw each other out. */
  readonly clientId: string
  readonly tls?: TlsOptions
  /** @unit s */
  readonly keepaliveSeconds?: number
  /** How long one attempt may take. @unit ms */
  readonly connectTimeoutMs?: number
  /** 5, or 4 (which is 3.1.1); `auto` is 5, falling back to 4 where the broker refuses 5. */
  readonly protocolVersion?: 'auto' | ProtocolVersion
}

export type ProtocolVersion = 4 | 5

/** PEM texts. */
export interface TlsOptions {
  /** Who signed the broker's certificate; without it, the usual authorities. */
  readonly ca?: string
  /** This client's own certificate and key, where the broker asks for them. */
  readonly cert?: string
  readonly key?: string
  /** Whether a broker whose certificate cannot be checked is refused. Default true. */
  readonly rejectUnauthorized?: boolean
}

export interface MqttLimits {
  /** First and longest pause between attempts to connect; it doubles. @unit ms */
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  /** A broker that acknowledges nothing for this long is given up, and connected anew. @unit ms */
  readonly ackMs: number
  /** Verdicts handed to the socket and not written yet; then further ones are dropped. */
  readonly verdictsInFlight: number
  /** Events and states under way at once, each of another source. */
  readonly sourcesInFlight: number
  /** Events that wait; then the oldest is dropped. */
  readonly waitingEvents: number
  /** Sources whose state is kept, to be published anew when the broker comes back. */
  readonly keptStates: number
  /** Requests being answered; further ones are told to come back later. */
  readonly requestsInFlight: number
  /** Requests being told so; further ones get no answer at all. */
  readonly refusalsInFlight: number
  /** Largest payload of a request. @unit bytes */
  readonly requestBytes: number
  /** @unit ms */
  readonly requestMs: number
  /** How long stopping waits for acknowledgements. @unit ms */
  readonly stopMs: number
}

export const DEFAULT_MQTT_LIMITS: MqttLimits = {
  reconnectMinMs: 250,
  reconnectMaxMs: 30_000,
  ackMs: 30_000,
  verdictsInFlight: 256,
  sourcesInFlight: 16,
  waitingEvents: 10_000,
  keptStates: 10_000,
  requestsInFlight: 16,
  refusalsInFlight: 256,
  requestBytes: 256 * 1_024,
  requestMs: 60_000,
  stopMs: 2_000,
}
