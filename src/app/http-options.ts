import type { HttpOptions } from '../adapters/http/ports.ts'
import type { Config } from '../config.ts'

/** The server's part of the configuration in the adapter's words. */
export function httpOptionsOf({ http }: Config, pageDirectory: string): HttpOptions {
  const {
    host,
    port,
    maxBodyBytes,
    maxClipSeconds,
    requestTimeoutSeconds,
    maxScoresAtOnce,
    maxScoresWaiting,
    maxStreams,
    maxScoreSeconds,
    passwordHash,
    publicUrl,
  } = http
  return {
    host,
    port,
    maxBodyBytes,
    maxClipSeconds,
    requestTimeoutMs: requestTimeoutSeconds * 1_000,
    maxScoresAtOnce,
    maxScoresWaiting,
    maxScoreMs: maxScoreSeconds * 1_000,
    maxStreams,
    pageDirectory,
    passwordHash,
    publicUrl,
  }
}
