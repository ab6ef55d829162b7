import { ShutdownTimeoutError } from './errors.ts'
import { within } from './time-limit.ts'

/**
 * A part with a beginning and an end. Constructors do nothing; `start` may fail;
 * `stop` is called at most once, after a successful `start`.
 */
export interface Service {
  readonly name: string
  start(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/**
 * Start services in order; stop them in reverse. If one fails to start, those
 * already up are stopped before the error is rethrown.
 *
 * @param deadlineMs - Budget for the whole stop. Docker sends SIGKILL 10 s after
 *   SIGTERM, so keep it below 10 000.
 * @returns Stops everything; rejects with an `AggregateError` listing what did not stop.
 */
export async function startAll(
  services: readonly Service[],
  { signal, deadlineMs = 9_000 }: { signal: AbortSignal; deadlineMs?: number },
): Promise<() => Promise<void>> {
  const running: Service[] = []

  async function stopAll(): Promise<void> {
    const errors: unknown[] = []
    // A clock that is set meanwhile makes the time neither longer nor shorter.
    const endMs = performance.now() + deadlineMs
    for (const service of running.splice(0).reverse()) {
      await stopWithin(service, Math.max(0, endMs - performance.now())).catch((error: unknown) => errors.push(error))
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} service(s) did not stop cleanly`)
  }

  try {
    for (const service of services) {
      signal.throwIfAborted()
      await service.start(signal)
      running.push(service)
    }
  } catch (error) {
    await stopAll().catch(() => undefined)
    throw error
  }
  return stopAll
}

async function stopWithin(service: Service, ms: number): Promise<void> {
  await within(service.stop(), ms, () => {
    const context = { service: service.name, ms: Math.round(ms) }
    return new ShutdownTimeoutError(`${service.name} did not stop in time`, { context })
  })
}
