import type { Transferable } from 'node:worker_threads'
import { EngineError } from '../../errors.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { Answer, Asked, Kind, LoadedBundle } from './protocol.ts'
import type { ThreadLife } from './thread-life.ts'

export interface PlaceOptions {
  readonly begin: () => ThreadLife
  /** A thread that has not begun to listen in so long is ended. @unit ms */
  readonly beginMs: number
  /** A thread that was asked and says nothing for so long hangs: it is ended. @unit ms */
  readonly hangMs: number
  /** Pause before the next thread when one ends as soon as it began; doubled each time, up to 100 times this. @unit ms */
  readonly pauseMs: number
  /** Told when a thread has ended without being asked to. */
  readonly onLost: (reason: Error) => void
}

/** A place that always has a thread in it: when one ends, the next takes over, with the same bundles. */
export class ThreadPlace {
  readonly #options: PlaceOptions
  readonly #bundles = new Map<string, BundleContents>()
  #present: Promise<ThreadLife>
  #life: ThreadLife | undefined
  #isClosed = false
  #pauseMs: number

  constructor(options: PlaceOptions) {
    this.#options = options
    this.#pauseMs = options.pauseMs
    this.#present = this.#settle(options.begin())
    this.#present.catch(() => undefined)
  }

  /** Questions without an answer yet. */
  get waiting(): number {
    return this.#life?.waiting ?? 0
  }

  /** The thread that is there now, or the next one. */
  thread(): Promise<ThreadLife> {
    return this.#present
  }

  async ask<K extends Kind>(kind: K, asked: Asked<K>, transferred?: readonly Transferable[]): Promise<Answer<K>> {
    return await (await this.#present).ask(kind, asked, transferred)
  }

  /** Load a bundle here, and into every thread to come. */
  async load(contents: BundleContents): Promise<LoadedBundle> {
    const loaded = await this.ask('load', { contents })
    this.#bundles.set(contents.sha256, contents)
    return loaded
  }

  async unload(sha256: string): Promise<void> {
    this.#bundles.delete(sha256)
    await this.ask('unload', { sha256 })
  }

  /** End a thread that hangs; its questions fail, and the next one begins. */
  async look(): Promise<void> {
    const { beginMs, hangMs } = this.#options
    const life = this.#life
    if (life !== undefined && life.silentMs > (life.isReady ? hangMs : beginMs)) await life.kill()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#life?.kill()
  }

  async #settle(life: ThreadLife): Promise<ThreadLife> {
    this.#life = life
    void life.ended.then((reason) => this.#replace(reason))
    await life.ready
    try {
      for (const contents of this.#bundles.values()) await life.ask('load', { contents })
    } catch (error) {
      // Without its bundles it is of no use; the next one tries again.
      await life.kill()
      throw error
    }
    return life
  }

  #replace(reason: Error): void {
    if (this.#isClosed) {
      this.#present = Promise.reject(new EngineError('the threads that listen have been ended', { cause: reason }))
      this.#present.catch(() => undefined)
      return
    }
    this.#options.onLost(reason)
    this.#present = this.#next()
    this.#present.catch(() => undefined)
  }

  async #next(): Promise<ThreadLife> {
    await new Promise((resolve) => setTimeout(resolve, this.#pauseMs).unref())
    this.#pauseMs = Math.min(2 * this.#pauseMs, 100 * this.#options.pauseMs)
    const life = await this.#settle(this.#options.begin())
    this.#pauseMs = this.#options.pauseMs
    return life
  }
}
