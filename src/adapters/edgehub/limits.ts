/** How long the link waits, how much it takes, how often it tries. */
export interface LinkLimits {
  /** For the runtime's workload API, and again for the hub, to answer at the start of a connection. @unit ms */
  readonly openMs: number
  readonly closeMs: number
  /** A twin call without an answer means that the hub has lost our session. @unit ms */
  readonly twinCallMs: number
  /** Until the twin is read again after an error status. @unit ms */
  readonly twinRetryMs: number
  /** For a message to be acknowledged. @unit ms */
  readonly sendMs: number
  /** First and longest pause between connections; it doubles, and starts again after a connection that held. @unit ms */
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  /** How long a connection has to last to have held. @unit ms */
  readonly heldMs: number
  /** Least time between two reports to the twin. @unit ms */
  readonly reportEveryMs: number
  /** Messages under way at once, and waiting for their turn. */
  readonly sendsInFlight: number
  readonly sendsWaiting: number
  /** Largest body, and largest sum of the properties' names and values as they go over the wire. @unit bytes */
  readonly bodyBytes: number
  readonly propertyBytes: number
  readonly keepaliveSeconds: number
  /** Validity of a token, and how long before its end it is replaced. @unit s */
  readonly tokenRenewal: { readonly tokenValidTimeInSeconds: number; readonly tokenRenewalMarginInSeconds: number }
}

export const DEFAULT_LINK_LIMITS: LinkLimits = {
  openMs: 30_000,
  closeMs: 3_000,
  twinCallMs: 10_000,
  twinRetryMs: 30_000,
  sendMs: 60_000,
  reconnectMinMs: 250,
  reconnectMaxMs: 30_000,
  heldMs: 10_000,
  reportEveryMs: 10_000,
  sendsInFlight: 8,
  sendsWaiting: 64,
  // IoT Hub takes 262 144 bytes with properties. Just under that edgeHub cuts the connection, each time again.
  bodyBytes: 245_760,
  propertyBytes: 8_192,
  keepaliveSeconds: 60,
  tokenRenewal: { tokenValidTimeInSeconds: 3_600, tokenRenewalMarginInSeconds: 900 },
}
