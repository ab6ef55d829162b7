import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { WatchOrder } from './watchdog.ts'

/** The log has this long to say why. @unit ms */
const LAST_WORDS_MS = 1_000

const { heart, lookEveryMs, looks, log }: WatchOrder = workerData
let seen = Atomics.load(heart, 0)
let still = 0

const watching = setInterval(() => {
  const beats = Atomics.load(heart, 0)
  still = beats === seen ? still + 1 : 0
  seen = beats
  if (still < looks) return
  clearInterval(watching)
  setTimeout(endProcess, LAST_WORDS_MS)
  sayWhy().finally(endProcess).catch(endProcess)
}, lookEveryMs)

/** The log of the process waits for the loop that hangs; so this thread opens one of its own. */
async function sayWhy(): Promise<void> {
  const { createLog } = await import('./log.ts')
  const seconds = (looks * lookEveryMs) / 1_000
  createLog({ ...log, write: (line) => writeSync(1, line) }).error(
    `the process has done nothing for ${seconds} s: it ends, so that it is started again`,
  )
}

/** A thread's own `process.exit` would end the thread alone. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL')
}
