import type { Chunk } from '../../audio/chunk.ts'
import { EarshotError } from '../../errors.ts'
import { allowedAlarms } from '../../learn/allowed-alarms.ts'
import { summariseSessions } from '../../learn/learnt-sessions.ts'
import type { LearningCounts, LearningWork, LearntLive, LiveLearning } from '../../learn/live-learning.ts'
import type { Clock, Log } from '../ports.ts'
import { isUnderWay, type LearningState, type LearningStatus } from './learning-status.ts'

export interface LearningParts {
  readonly plan: LiveLearning
  readonly work: LearningWork
  readonly clock: Clock
  readonly log: Log
  /** Told of every change, progress included. */
  readonly onChange: (status: LearningStatus) => void
  /** Put what was learnt in its place. @throws when that cannot be done. */
  readonly accept: (learnt: LearntLive) => Promise<void>
}

/** Sound that may wait to be heard; more means that the work does not keep up. @unit s */
const MOST_WAITING_SECONDS = 300
/** A source that pauses may take so many times as long as its sound lasts, and a while. */
const PATIENCE = 3
const LEAST_PATIENCE_MS = 10 * 60_000

/** One learning of one source, from its first chunk to its end: see {@link LearningState}. */
export class Learning {
  readonly #parts: LearningParts
  readonly #deadlineMs: number
  #status: LearningStatus
  #learnt: LearntLive | undefined
  #waitingSeconds = 0

  constructor(parts: LearningParts) {
    const { plan, clock } = parts
    const { collectWindows, tryWindows, falseAlarmRate, name, session, window, former } = plan
    const nowMs = clock()
    this.#parts = parts
    const soundMs = (collectWindows + tryWindows) * window.lengthSeconds * 1_000
    this.#deadlineMs = nowMs + PATIENCE * soundMs + LEAST_PATIENCE_MS
    this.#status = {
      state: 'collecting',
      sinceMs: nowMs,
      startedMs: nowMs,
      model: name,
      session,
      addedTo: former?.sessions ?? [],
      learnt: null,
      falseAlarmRate,
      collected: { windows: 0, of: collectWindows, silent: 0 },
      tried: { windows: 0, of: tryWindows, raised: 0, allowed: allowedAlarms(tryWindows, falseAlarmRate) },
      remarks: [],
      reason: null,
    }
  }

  get status(): LearningStatus {
    return this.#status
  }

  get isUnderWay(): boolean {
    return isUnderWay(this.#status)
  }

  /** @param chunk - Copied: it belongs to others. */
  hear(chunk: Chunk): void {
    if (!this.isUnderWay) return
    const seconds = chunk.y.length / chunk.sampleRateHz
    if (this.#waitingSeconds + seconds > MOST_WAITING_SECONDS) {
      this.#end('refused', `the work does not keep up with the sound: ${MOST_WAITING_SECONDS} s of it wait`)
      return
    }
    this.#waitingSeconds += seconds
    this.#parts.work
      .hear({ ...chunk, y: chunk.y.slice() })
      .finally(() => {
        this.#waitingSeconds -= seconds
      })
      .then(
        (counts) => this.#heard(counts),
        // The module itself refuses and counts such a chunk too.
        (error: unknown) => this.#parts.log.debug('a chunk could not be learnt from', { error }),
      )
  }

  /** Time passed. */
  tick(): void {
    if (!this.isUnderWay || this.#parts.clock() < this.#deadlineMs) return
    const { collected, tried } = this.#status
    this.#end(
      'refused',
      'the source was not heard enough: ' +
        `${collected.windows} of ${collected.of} windows to learn from, ${tried.windows} of ${tried.of} to try it on`,
    )
  }

  cancel(reason: string): void {
    if (this.isUnderWay) this.#end('cancelled', reason)
  }

  #heard({ collected, silent, tried, raised, worst }: LearningCounts): void {
    if (!this.isUnderWay) return
    const before = this.#status
    this.#status = {
      ...before,
      collected: { ...before.collected, windows: collected, silent },
      tried: { ...before.tried, windows: tried, raised },
    }
    if (before.state === 'collecting' && collected >= before.collected.of) void this.#fit()
    else if (before.state === 'trying') this.#judge(worst)
    const isProgress = before.collected.windows !== collected || before.collected.silent !== silent
    if (isProgress || before.tried.windows !== tried) this.#parts.onChange(this.#status)
  }

  async #fit(): Promise<void> {
    this.#move('fitting')
    try {
      const learnt = await this.#parts.work.fit()
      if (!this.isUnderWay) return
      this.#learnt = learnt
      this.#move('trying', { remarks: learnt.report.remarks, learnt: summariseSessions(learnt.report) })
    } catch (error) {
      this.#fail('nothing could be learnt', error)
    }
  }

  #judge(worst: string | null): void {
    const { windows, of, raised, allowed } = this.#status.tried
    if (raised > allowed) {
      this.#end(
        'refused',
        `${raised} of the ${windows} windows that followed were raised, ${allowed} may be: the machine sounds ` +
          `different by now, or was heard for too short a time. ${worst ?? ''}`.trimEnd(),
      )
    } else if (windows >= of) void this.#accept()
  }

  async #accept(): Promise<void> {
    const learnt = this.#learnt
    if (learnt === undefined) return
    this.#learnt = undefined
    try {
      await this.#parts.accept(learnt)
      if (this.isUnderWay) this.#end('switched', null)
    } catch (error) {
      this.#fail('what was learnt could not be put to use', error)
    }
  }

  #fail(what: string, error: unknown): void {
    if (!this.isUnderWay) return
    this.#parts.log.error(what, { source: this.#parts.plan.source, error })
    this.#end(
      'refused',
      `${what}: ${error instanceof EarshotError ? error.message : 'the log of the module says more'}`,
    )
  }

  #end(state: LearningState, reason: string | null): void {
    this.#move(state, { reason })
    this.#parts.work.close().catch((error: unknown) => this.#parts.log.warn('a learning did not close', { error }))
  }

  #move(state: LearningState, also: Partial<LearningStatus> = {}): void {
    const { plan, clock, log, onChange } = this.#parts
    this.#status = { ...this.#status, ...also, state, sinceMs: clock() }
    const { model, reason } = this.#status
    log.info(`learning: ${state}`, { source: plan.source, model, ...(reason === null ? {} : { reason }) })
    onChange(this.#status)
  }
}
