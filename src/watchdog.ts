import { once } from 'node:events'
import { url as debuggerUrl } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { WatchOrder } from './heart-watch.ts'
import type { Service } from './lifecycle.ts'

export interface WatchdogOptions {
  /** An event loop that has not turned for this long hangs. 0: nobody watches. @unit ms */
  readonly limitMs: number
  readonly log: WatchOrder['log']
  /** Threads that there are anyhow and that are given {@link Watchdog.order}; with none, one is begun that does nothing else. */
  readonly threads: number
}

const THREAD = new URL('./watchdog-thread.cjs', import.meta.url)
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
  /** What a thread needs to watch; not there when nobody shall. */
  readonly order: WatchOrder | undefined
  readonly #threads: number
  #beating: NodeJS.Timeout | undefined
  #thread: Worker | undefined

  constructor({ limitMs, log, threads }: WatchdogOptions) {
    this.#threads = threads
    if (limitMs === 0 || debuggerUrl() !== undefined) return
    const heart = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    this.order = { heart, lookEveryMs: limitMs / LOOKS, looks: LOOKS, log }
  }

  async start(): Promise<void> {
    const { order } = this
    if (order === undefined) return
    this.#beating = setInterval(() => Atomics.add(order.heart, 0, 1), order.lookEveryMs / 2).unref()
    if (this.#threads > 0) return
    this.#thread = new Worker(THREAD, { workerData: order, name: 'earshot-watchdog' })
    await once(this.#thread, 'online')
    this.#thread.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#beating)
    await this.#thread?.terminate()
  }
}
