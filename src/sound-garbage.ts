import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * A collection takes half a millisecond or less, but memory that was given back has to be fetched from the system again,
 * which costs as much: two recordings or so together. @unit bytes
 */
const MOST_BYTES = 2 * 1024 * 1024

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

/** Only what was allocated lately: all else would take tens of milliseconds. */
function collectYoung(): void {
  collect ??= openCollector()
  if (typeof collect === 'function') collect({ type: 'minor' })
}

/**
 * V8 shows it to contexts that begin while the flag is set; a flag that stays would keep compiled programs from being
 * taken. Flags are those of all threads, so that another one may have taken it away: then it is undefined, until next time.
 */
function openCollector(): unknown {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  return found
}
