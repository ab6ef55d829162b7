import { writeSync } from 'node:fs'
import type { LogOptions } from './log.ts'

/** What a thread is told that watches over the event loop of the process. */
export interface WatchOrder {
  /** Counts the turns of the event loop, so to speak: one number, shared with the thread. */
  readonly heart: Int32Array
  /** How often the thread looks, and how many times in a row it must find the heart still. @unit ms */
  readonly lookEveryMs: number
  readonly looks: number
  readonly log: Pick<LogOptions, 'level' | 'format'>
}

/** The log has this long to say why. @unit ms */
const LAST_WORDS_MS = 1_000

/** End the process when its heart stands still. To be called on another thread than the heart's. */
export function watchHeart({ heart, lookEveryMs, looks, log }: WatchOrder): void {
  let seen = Atomics.load(heart, 0)
  let still = 0
  const watching = setInterval(() => {
    const beats = Atomics.load(heart, 0)
    still = beats === seen ? still + 1 : 0
    seen = beats
    if (still < looks) return
    clearInterval(watching)
    setTimeout(endProcess, LAST_WORDS_MS)
    sayWhy((looks * lookEveryMs) / 1_000, log)
      .finally(endProcess)
      .catch(endProcess)
  }, lookEveryMs)
}

/** The log of the process waits for the loop that hangs; so this thread opens one of its own. */
async function sayWhy(seconds: number, log: WatchOrder['log']): Promise<void> {
  const { createLog } = await import('./log.ts')
  createLog({ ...log, write: (line) => writeSync(1, line) }).error(
    `the process has done nothing for ${seconds} s: it ends, so that it is started again`,
  )
}

/** A thread's own `process.exit` would end the thread alone. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL')
}
