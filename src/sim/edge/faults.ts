import type { EdgeHub } from './hub.ts'

const DAY_MS = 86_400_000

/** What can go wrong, as switches. Those that last are turned off with `false`. */
export function edgeFaults(hub: EdgeHub, listen: () => Promise<number>) {
  return {
    /** The hub is gone; `restart` brings it back on the same port, with its sessions. */
    kill: () => hub.head.close(),
    restart: async () => {
      await hub.head.close()
      await listen()
    },
    dropConnections: () => hub.head.dropConnections(),
    wipeSessions: () => hub.head.wipeSessions(),
    withholdAcknowledgements: (on = true) => {
      hub.head.withholdsAcknowledgements = on
    },
    /** Answer twin calls with this status and an empty body; `false` ends it. */
    twinStatus: (status: number | false) => {
      hub.twinStatus = status === false ? undefined : status
    },
    /** Every token has run out, those in use and those that are offered. */
    expireTokens: (on = true) => {
      hub.clockAheadMs = on ? DAY_MS : 0
      if (on) hub.head.dropConnections()
    },
    /** Messages for `$upstream` wait at the hub. */
    cloudOffline: (on = true) => {
      hub.isCloudOffline = on
      hub.forward()
    },
  }
}
