import type { Chunk } from '../audio/chunk.ts'
import { type AlarmState, QUIET } from '../detect/alarm.ts'
import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { AlarmRule } from '../detect/alarm-rule.ts'
import { DriftWatch } from '../model/detectors/drift-watch.ts'
import type { ModelIdentity } from '../model/verdict.ts'
import type { AudioStream, HeardWindow } from './audio-stream.ts'
import { DropOldestQueue } from './drop-oldest-queue.ts'
import type { LearningStatus } from './learning/learning-status.ts'
import type { JudgedWindow, Refusal, Silence, SourceStatus } from './source-status.ts'
import type { WindowScorer } from './window-scorer.ts'

/** How much of one source may wait. */
export interface SourceLimits {
  /** Sound that waits to be cut; then the oldest chunk is shed. @unit s */
  readonly waitingSeconds: number
  /** Windows that wait to be scored; then the oldest is shed. Those of one chunk are never shed by each other. */
  readonly waitingWindows: number
}

export interface WaitingWindow {
  readonly window: HeardWindow
  /** The one it was cut for. */
  readonly scorer: WindowScorer
  /** When its last chunk was taken up, by the monotonic clock. @unit ms */
  readonly takenUpMs: number
}

/** A chunk counts for at least this much, so that the queue is bounded in number too. @unit s */
const LEAST_CHUNK_SECONDS = 0.005

/** Networks delay chunks by less. @unit ms */
const LEAST_PAUSE_MS = 2_000

const secondsOf = ({ y, sampleRateHz }: Chunk): number => y.length / sampleRateHz

/** Everything that is known of one microphone. */
export class Source {
  readonly name: string
  readonly stream: AudioStream
  readonly chunks: DropOldestQueue<Chunk>
  readonly windows: DropOldestQueue<WaitingWindow>
  alarm: AlarmState = QUIET
  /** The last one published, be it an event or only the state. */
  event: AlarmEvent | null = null
  last: JudgedWindow | null = null
  refusal: Refusal | null = null
  silence: Silence | null = null
  learning: LearningStatus | null = null
  #drift = new DriftWatch()
  /** Whether it was live when that was last looked at. */
  wasLive = true
  readonly counts = {
    chunksReceived: 0,
    chunksRefused: 0,
    chunksDropped: 0,
    windowsScored: 0,
    windowsDropped: 0,
    windowsFailed: 0,
  }
  /** By kind. */
  readonly irregularities = new Map<string, number>()
  #lastHeardMs: number
  /** Whether it has given what only waited for more sound since it was last heard. */
  #hasSettled = false
  #chunk: SourceStatus['chunk'] = { sampleRateHz: 0, channels: 0, durationMs: 0 }

  constructor(name: string, stream: AudioStream, limits: SourceLimits, nowMs: number) {
    this.name = name
    this.stream = stream
    this.chunks = new DropOldestQueue(limits.waitingSeconds, (chunk) => Math.max(LEAST_CHUNK_SECONDS, secondsOf(chunk)))
    this.windows = new DropOldestQueue(limits.waitingWindows)
    this.#lastHeardMs = nowMs
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs
  }

  heard(chunk: Chunk, nowMs: number): void {
    this.#lastHeardMs = nowMs
    this.#hasSettled = false
    this.#chunk = {
      sampleRateHz: chunk.sampleRateHz,
      channels: chunk.channels,
      durationMs: secondsOf(chunk) * 1_000,
    }
  }

  judged(window: JudgedWindow): void {
    const { model, scores, score } = window.verdict
    if (model.sha256 !== this.last?.verdict.model.sha256) this.#drift = new DriftWatch()
    this.last = window
    if (scores !== undefined) this.#drift.add(score)
  }

  /**
   * The rule as it holds for this source: one that speaks once a minute, a minute at a time, is not silent
   * between.
   */
  ruleFor(rule: AlarmRule): AlarmRule {
    return { ...rule, staleAfterMs: rule.staleAfterMs + this.#chunk.durationMs }
  }

  isSilenced(nowMs: number): boolean {
    return this.silence !== null && nowMs < this.silence.untilMs
  }

  /** Whether it has fallen silent since this was asked last. */
  fellSilent(nowMs: number, rule: AlarmRule): boolean {
    const { wasLive } = this
    this.wasLive = this.isLive(nowMs, rule)
    return wasLive && !this.wasLive
  }

  isLive(nowMs: number, rule: AlarmRule): boolean {
    return nowMs - this.#lastHeardMs < this.ruleFor(rule).staleAfterMs
  }

  /** Whether more time passed than its chunks are long, twice over: it makes a pause, or has ended. */
  isToSettle(nowMs: number): boolean {
    const { durationMs } = this.#chunk
    const isPausing = nowMs - this.#lastHeardMs >= Math.max(LEAST_PAUSE_MS, 2 * durationMs)
    return isPausing && !this.#hasSettled && this.chunks.length === 0
  }

  /** The windows that only wait for the last bit of sound. */
  async settle(scorer: WindowScorer): Promise<readonly HeardWindow[]> {
    this.#hasSettled = true
    return await this.stream.settle(scorer)
  }

  /** Whether nothing waits, and no alarm is about to clear or go stale. */
  isAtRest(nowMs: number): boolean {
    return (
      this.alarm.kind !== 'raised' && !this.isSilenced(nowMs) && this.chunks.length === 0 && this.windows.length === 0
    )
  }

  /**
   * Whether its next chunk should wait until windows have been scored. Waiting sound is smaller than the
   * windows that it makes, and a shed window leaves the stream whole where a shed chunk breaks it; so
   * chunks wait as long as there is room for them.
   */
  get isHeldBack(): boolean {
    const mustMakeRoom = this.chunks.length > 1 && this.chunks.isNearlyFull
    return this.windows.length > 0 && !mustMakeRoom
  }

  status(nowMs: number, rule: AlarmRule, ownModel: ModelIdentity | undefined): SourceStatus {
    const { alarm } = this
    const standing = alarm.kind === 'quiet' ? { label: null, sinceMs: null } : alarm
    return {
      source: this.name,
      state: this.isLive(nowMs, rule) ? 'live' : 'silent',
      lastHeardMs: this.#lastHeardMs,
      chunk: this.#chunk,
      alarm: { state: alarm.kind, label: standing.label, sinceMs: standing.sinceMs, event: this.event },
      ownModel: ownModel ?? null,
      learning: this.learning,
      drift: this.#drift.state,
      silence: this.isSilenced(nowMs) ? this.silence : null,
      last: this.last,
      refusal: this.refusal,
      counts: { ...this.counts, irregularities: Object.fromEntries(this.irregularities) },
    }
  }
}
