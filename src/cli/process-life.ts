import { once } from 'node:events'
import { type Service, startAll } from '../lifecycle.ts'
import type { Log } from '../pipeline/ports.ts'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const
/** For last lines to be written. @unit ms */
const LINGER_MS = 500

/**
 * Run services until the process is told to stop, then stop them. A second signal, and a fault that nobody
 * caught, end the process at once: IoT Edge starts it again, and what was accepted is on disk.
 *
 * @param onStarted - Called when everything is up.
 */
export async function liveUntilSignalled(
  services: readonly Service[],
  log: Log,
  onStarted: () => void = () => undefined,
): Promise<void> {
  const stopping = new AbortController()
  const told = Promise.race(SIGNALS.map((signal) => once(process, signal).then(() => signal)))
  void told.then((signal) => {
    log.info(`stopping on ${signal}`)
    stopping.abort(new Error(`stopped by ${signal}`))
    for (const again of SIGNALS) process.once(again, () => process.exit(1))
  })
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error('a fault that nobody caught: ending the process', { error })
      process.exit(1)
    })
  }

  let stopAll: () => Promise<void>
  try {
    stopAll = await startAll(services, { signal: stopping.signal })
  } catch (error) {
    if (stopping.signal.aborted) return
    throw error
  }
  onStarted()
  await told
  try {
    await stopAll()
    log.info('stopped')
  } finally {
    // What a library still holds open must not keep the process until an orchestrator kills it.
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}
