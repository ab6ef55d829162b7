import { setFlagsFromString } from 'node:v8'
import { type Transferable, Worker } from 'node:worker_threads'
import { EngineError } from '../../errors.ts'
import { within } from '../../time-limit.ts'
import { uncarry } from './carried-error.ts'
import { type Answer, type Asked, type EngineReport, GO, type Kind, type Said, type ThreadSetting } from './protocol.ts'

/** A thread that has nothing to compute goes at once. @unit ms */
const GRACE_MS = 1_000

/**
 * Samples are large and short-lived. V8 counts them with the old objects, of which a thread has few, and so would mark
 * them all through some thirty times a second; from this size on it is enough. What is young dies sooner anyhow. @unit MB
 */
const OLD_SPACE_MB = 64

interface Waiting {
  resolve(answer: Answer<Kind>): void
  reject(error: Error): void
}

/** One worker thread from its beginning to its end. Whatever waits for an answer when it ends, fails. */
export class ThreadLife {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  /** When it last said something, or was first asked after a rest; by the monotonic clock. @unit ms */
  #lastSignMs = performance.now()
  #ended: Error | undefined
  /** Resolves when it can be asked; rejects when it ends before. */
  readonly ready: Promise<EngineReport>
  /** Resolves to the reason when it has ended. */
  readonly ended: Promise<Error>

  /** @param file - The thread's program. */
  constructor(file: URL, setting: ThreadSetting) {
    // Heeded by heaps that begin after it.
    setFlagsFromString(`--initial-old-space-size=${OLD_SPACE_MB}`)
    this.#worker = new Worker(file, { workerData: setting, name: 'earshot-listening' })
    // It is there for others; by itself it does not keep the process alive.
    this.#worker.unref()
    this.ended = new Promise((resolve) => {
      let failure: Error | undefined
      this.#worker.on('error', (error) => {
        failure = error instanceof Error ? error : new Error(String(error))
      })
      this.#worker.on('exit', (code) => resolve(this.#end(code, failure)))
    })
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (said: Said) => {
        this.#lastSignMs = performance.now()
        if (said.kind === 'ready') resolve(said.engine)
        else this.#hear(said)
      })
      void this.ended.then(reject)
    })
    // Whoever asks hears of it.
    this.ready.catch(() => undefined)
  }

  /** Questions without an answer yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** How long it has said nothing although it was asked. @unit ms */
  get silentMs(): number {
    return this.#waiting.size === 0 ? 0 : performance.now() - this.#lastSignMs
  }

  /** @throws {@link EngineError} when the thread ends before it answers; else what the thread throws. */
  async ask<K extends Kind>(kind: K, asked: Asked<K>, transferred: readonly Transferable[] = []): Promise<Answer<K>> {
    if (this.#ended !== undefined) throw this.#ended
    if (this.#waiting.size === 0) this.#lastSignMs = performance.now()
    this.#lastId += 1
    const id = this.#lastId
    return await new Promise<Answer<K>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answer<K>), reject })
      this.#worker.postMessage({ id, kind, asked }, transferred)
    })
  }

  /**
   * It is asked to go, and ended when it does not. Ending a thread in the middle of ONNX Runtime's work ends the whole
   * process: what it hands over finds no JavaScript any more.
   */
  async kill(): Promise<void> {
    this.#worker.postMessage(GO)
    const isGone = within(this.ended, GRACE_MS, () => new EngineError(`the thread did not go within ${GRACE_MS} ms`))
    await isGone.catch(() => this.#worker.terminate())
  }

  #hear(said: Exclude<Said, { kind: 'ready' }>): void {
    const waiting = this.#waiting.get(said.id)
    this.#waiting.delete(said.id)
    if (said.kind === 'answer') waiting?.resolve(said.answer)
    else waiting?.reject(uncarry(said.error))
  }

  #end(code: number, cause: Error | undefined): Error {
    const reason = cause === undefined ? `exit code ${code}` : cause.message
    this.#ended = new EngineError(`the thread that listens has ended (${reason}); another takes its place`, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
    return this.#ended
  }
}
