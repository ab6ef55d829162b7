import { setFlagsFromString } from 'node:v8'
import type { OpenStream } from '../pipeline/audio-stream.ts'

/** Fewer do not make up for the memory. */
const MANY = 50

/** By how much the heap may grow before all of it is looked through again; 0: as V8 has it. */
const GROWTH_PERCENT = { many: 200, few: 0 }

/**
 * Let the heap of each thread grow to three times its size between collections while there are many sources: some
 * 40 MB. V8 counts messages with what has grown, although they are gone at once, and with hundreds of sources would
 * look through everything several times a second.
 */
export function roomForMany(openStream: OpenStream, useFlags = setFlagsFromString): OpenStream {
  let present = 0
  // Heeded from the next collection on. Only a number that V8 reads then is changed while threads run.
  const grow = (percent: number): void => useFlags(`--heap-growing-percent=${percent}`)
  return (source) => {
    const stream = openStream(source)
    present += 1
    if (present === MANY) grow(GROWTH_PERCENT.many)
    return {
      push: (chunk, scorer) => stream.push(chunk, scorer),
      settle: (scorer) => stream.settle(scorer),
      latest: (scorer) => stream.latest(scorer),
      close: () => {
        stream.close()
        present -= 1
        if (present === MANY - 1) grow(GROWTH_PERCENT.few)
      },
    }
  }
}
