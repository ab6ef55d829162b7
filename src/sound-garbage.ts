import { runInNewContext } from 'node:vm'

/**
 * A collection takes half a millisecond or less, but memory that was given back has to be fetched from the system again,
 * which costs as much: some recordings together. @unit bytes
 */
const MOST_BYTES = 4 * 1024 * 1024

/**
 * What recordings leave behind. Samples lie outside V8's heap; V8 lets some 60 MB of them wait in each thread before it
 * looks which are needed, since what it counts are objects, and these are few.
 */
export class SoundGarbage {
  #bytes = 0

  /** So much was allocated for a recording, and is needed no longer once this turn of the event loop is over. */
  note(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < MOST_BYTES) return
    this.#bytes = 0
    setImmediate(collectYoung)
  }
}

let collect: unknown

/** Only what was allocated lately: all else would take tens of milliseconds. Nothing where V8 does not show its collector. */
function collectYoung(): void {
  collect ??= globalThis.gc ?? runInNewContext('globalThis.gc')
  if (typeof collect === 'function') collect({ type: 'minor' })
}
