import { setTimeout as pause } from 'node:timers/promises'

/** Wait, looking again and again, until something is so; it must become so within the limit. */
export async function until(isSo: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`within ${limitMs} ms it did not become so that ${what}`)
    await pause(1)
  }
}
