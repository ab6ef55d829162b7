import { type Transferable, Worker } from 'node:worker_threads'
import { EngineError } from '../../errors.ts'
import { within } from '../../time-limit.ts'
import { uncarry } from './carried-error.ts'
import { type Forms, GO, type Questions, type Said } from './protocol.ts'

/** A thread that has nothing to compute goes at once. @unit ms */
const GRACE_MS = 1_000

interface Waiting<Answer> {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/**
 * One worker thread from its beginning to its end. Whatever waits for an answer when it ends, fails. By default it is
 * one that listens.
 */
export class ThreadLife<Q extends Forms<Q> = Questions> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting<Q[keyof Q]['answer']>>()
  readonly #task: string
  #lastId = 0
  /** When it was begun, last said something, or was first asked after a rest; by the monotonic clock. @unit ms */
  #lastSignMs = performance.now()
  #isReady = false
  #ended: Error | undefined
  /** Resolves when it can be asked; rejects when it ends before. */
  readonly ready: Promise<void>
  /** Resolves to the reason when it has ended. */
  readonly ended: Promise<Error>

  /**
   * @param file - The thread's program.
   * @param setting - What it is told when it begins.
   * @param task - What it does: `listens`.
   */
  constructor(file: URL, setting: unknown, task = 'listens') {
    this.#task = task
    this.#worker = new Worker(file, { workerData: setting, name: `earshot-${task}` })
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
      this.#worker.on('message', (said: Said<Q>) => {
        this.#lastSignMs = performance.now()
        if (said.kind !== 'ready') {
          this.#hear(said)
          return
        }
        this.#isReady = true
        resolve()
      })
      void this.ended.then(reject)
    })
    // Whoever asks hears of it.
    this.ready.catch(() => undefined)
  }

  /** Whether it has said that it can be asked. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Questions without an answer yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** How long it has said nothing although it was asked, or is still to say that it can be. @unit ms */
  get silentMs(): number {
    if (this.#ended !== undefined || (this.#isReady && this.#waiting.size === 0)) return 0
    return performance.now() - this.#lastSignMs
  }

  /** @throws {@link EngineError} when the thread ends before it answers; else what the thread throws. */
  async ask<K extends keyof Q>(
    kind: K,
    asked: Q[K]['asked'],
    transferred: readonly Transferable[] = [],
  ): Promise<Q[K]['answer']> {
    if (this.#ended !== undefined) throw this.#ended
    if (this.#isReady && this.#waiting.size === 0) this.#lastSignMs = performance.now()
    this.#lastId += 1
    const id = this.#lastId
    return await new Promise<Q[K]['answer']>((resolve, reject) => {
      // First, for it throws what cannot be handed over; the answer comes in another turn at the earliest.
      this.#worker.postMessage({ id, kind, asked }, transferred)
      this.#waiting.set(id, { resolve, reject })
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

  #hear(said: Exclude<Said<Q>, { kind: 'ready' }>): void {
    const waiting = this.#waiting.get(said.id)
    this.#waiting.delete(said.id)
    if (said.kind === 'answer') waiting?.resolve(said.answer)
    else waiting?.reject(uncarry(said.error))
  }

  #end(code: number, cause: Error | undefined): Error {
    const reason = cause === undefined ? `exit code ${code}` : cause.message
    this.#ended = new EngineError(`the thread that ${this.#task} has ended (${reason})`, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
    return this.#ended
  }
}
