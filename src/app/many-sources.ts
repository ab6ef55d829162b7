import { setFlagsFromString } from 'node:v8'
import type { OpenStream } from '../pipeline/audio-stream.ts'

/** Fewer do not make up for the memory. */
const MANY = 50

/** By how much the heap may grow before all of it is looked through again. */
const GROWTH_PERCENT = 200

/**
 * Let the heap of each thread grow to three times its size between collections as soon as there are many sources: some
 * 40 MB. V8 counts messages with what has grown, although they are gone at once, and with hundreds of sources would
 * look through everything several times a second, which takes a fifth of all CPU time (measured).
 */
export function roomForMany(openStream: OpenStream, useFlags = setFlagsFromString): OpenStream {
  let opened = 0
  return (source) => {
    opened += 1
    // Heeded from the next collection on.
    if (opened === MANY) useFlags(`--heap-growing-percent=${GROWTH_PERCENT}`)
    return openStream(source)
  }
}
