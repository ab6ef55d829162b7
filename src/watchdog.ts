import { once } from 'node:events'
import { url as debuggerUrl } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { Service } from './lifecycle.ts'
import type { LogOptions } from './log.ts'

/** What the thread is told. */
export interface WatchOrder {
  /** Counts the turns of the event loop, so to speak: one number, shared with the thread. */
  readonly heart: Int32Array
  /** How often the thread looks, and how many times in a row it must find the heart still. @unit ms */
  readonly lookEveryMs: number
  readonly looks: number
  readonly log: Pick<LogOptions, 'level' | 'format'>
}

export interface WatchdogOptions {
  /** An event loop that has not turned for this long hangs. 0: nobody watches. @unit ms */
  readonly limitMs: number
  readonly log: WatchOrder['log']
}

const THREAD = new URL('./watchdog-thread.js', import.meta.url)
/**
 * Several looks must find nothing: a process that was frozen as a whole, as a laptop is by its lid, finds at first
 * that much time has passed.
 */
const LOOKS = 4

/**
 * Ends the process, by SIGKILL, when its event loop hangs: a container is started again when its process ends, not
 * when its health check fails. Nobody watches while a debugger is attached, since it makes the process stand still.
 */
export class Watchdog implements Service {
  readonly name = 'watchdog'
  readonly #options: WatchdogOptions
  #beating: NodeJS.Timeout | undefined
  #thread: Worker | undefined

  constructor(options: WatchdogOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { limitMs, log } = this.#options
    if (limitMs === 0 || debuggerUrl() !== undefined) return
    const heart = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const lookEveryMs = limitMs / LOOKS
    this.#beating = setInterval(() => Atomics.add(heart, 0, 1), lookEveryMs / 2).unref()
    const order: WatchOrder = { heart, lookEveryMs, looks: LOOKS, log }
    this.#thread = new Worker(THREAD, { workerData: order, name: 'earshot-watchdog' })
    await once(this.#thread, 'online')
    this.#thread.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#beating)
    await this.#thread?.terminate()
  }
}
