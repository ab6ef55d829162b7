import { setImmediate as breath } from 'node:timers/promises'
import type { Chunk } from '../audio/chunk.ts'
import type { AlarmEvent } from '../detect/alarm-event.ts'
import { type AlarmRule, checkAlarmRule } from '../detect/alarm-rule.ts'
import type { Service } from '../lifecycle.ts'
import type { WindowVerdict } from '../model/verdict.ts'
import { within } from '../time-limit.ts'
import { Alarms } from './alarms.ts'
import { ChunkListeners } from './chunk-listeners.ts'
import { Cutting } from './cutting.ts'
import { allIdle, FairTurns } from './fair-turns.ts'
import { Judges } from './judges.ts'
import type { LearningStatus } from './learning/learning-status.ts'
import { Outlets } from './outlets.ts'
import { notDrained, tooSlow } from './pipeline-errors.ts'
import { DEFAULT_LIMITS, type PipelineLimits, type PipelineOptions, repeatByTimer } from './pipeline-options.ts'
import type { AudioSink, ResultSink } from './ports.ts'
import { Questions } from './questions.ts'
import { Refusals } from './refusals.ts'
import type { Source, WaitingWindow } from './source.ts'
import type { JudgedWindow, PipelineUpdate, Refusal, Silence, SourceStatus } from './source-status.ts'
import { SourceTable } from './source-table.ts'
import { Tally } from './tally.ts'
import type { WindowScorer } from './window-scorer.ts'

/** How often silence is looked for. @unit ms */
const TICK_MS = 1_000

/**
 * The way of sound through the module, in the order of this file: a chunk is **accepted** and waits with
 * its source; it is **cut** into windows; each window is **judged**; the verdict moves the source's
 * **alarm**; the results go out.
 *
 * Sources take turns at cutting and at judging, one chunk and one window at a time, and the event loop
 * breathes between turns. What waits is bounded, and what is shed is counted. A fault in one chunk, window,
 * sink or observer stays there.
 */
export class Pipeline implements AudioSink, Service {
  readonly name = 'pipeline'
  readonly #options: PipelineOptions
  readonly #limits: PipelineLimits
  readonly #sources: SourceTable
  readonly #refusals: Refusals
  readonly #outlets: Outlets
  readonly #tally: Tally
  readonly #alarms: Alarms
  readonly #judges: Judges
  readonly #questions: Questions
  readonly #alongside = new ChunkListeners()
  readonly #cutter: Cutting
  readonly #cutting: FairTurns<Source>
  readonly #judging: FairTurns<Source>
  #rule: AlarmRule
  #isStopped = false
  #stopTicking: (() => void) | undefined

  /** @throws {@link ConfigError} when the rule is not valid. */
  constructor(options: PipelineOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.#tally = new Tally(options.metrics)
    const onForget = (source: Source) => this.#tally.forgotten(source)
    this.#sources = new SourceTable(this.#limits, options.openStream, options.log, onForget)
    this.#judges = new Judges(options.scorer)
    this.#questions = new Questions({
      askedAtOnce: this.#limits.askedAtOnce,
      judges: this.#judges,
      score: (source, waiting) => this.#score(source, waiting),
    })
    this.#refusals = new Refusals(options.metrics, options.log)
    this.#outlets = new Outlets(options.log)
    this.#alarms = new Alarms({ ...options, outlets: this.#outlets, tally: this.#tally })
    this.#cutter = new Cutting({ ...options, judges: this.#judges, tally: this.#tally, outlets: this.#outlets })
    this.#cutting = new FairTurns((source) => this.#cut(source), this.#limits.cutAtOnce)
    this.#judging = new FairTurns((source) => this.#judge(source), this.#limits.scoredAtOnce)
    this.#rule = checkAlarmRule(options.rule)
  }

  // In: a chunk waits with its source.

  accept(chunk: Chunk): void {
    if (this.#isStopped) return
    const nowMs = this.#options.clock()
    let source: Source
    try {
      source = this.#sources.open(chunk.source, nowMs)
    } catch (error) {
      this.refuse(error, chunk.source)
      return
    }
    source.heard(chunk, nowMs)
    this.#tally.chunkReceived(source)
    this.#alongside.tell(chunk)
    this.#tally.chunksDropped(source, source.chunks.push(chunk).length)
    this.#cutting.request(source)
  }

  refuse(error: unknown, name?: string): void {
    const refusal = this.#refusals.add(error, this.#options.clock(), name)
    const source = name === undefined ? undefined : this.#sources.get(name)
    if (source !== undefined) this.#tally.chunkRefused(source, refusal)
  }

  // Chunk to windows.

  async #cut(source: Source): Promise<boolean> {
    await breath()
    if (source.isHeldBack) return false // #judge asks again.
    try {
      const windows = await this.#cutter.next(source)
      if (windows.length > 0) this.#enqueue(source, windows)
    } catch (error) {
      this.refuse(error, source.name)
    }
    return source.chunks.length > 0
  }

  #enqueue(source: Source, windows: readonly WaitingWindow[]): void {
    this.#shed(source, source.windows.push(...windows))
    this.#judging.request(source)
  }

  #shed(source: Source, windows: readonly WaitingWindow[]): void {
    for (const { window, scorer } of windows) {
      window.drop()
      this.#judges.uses.end(scorer)
    }
    this.#tally.windowsDropped(source, windows.length)
  }

  // Window to verdict.

  async #judge(source: Source): Promise<boolean> {
    await breath()
    const waiting = source.windows.shift()
    if (waiting === undefined) return false
    try {
      const verdict = await this.#score(source.name, waiting)
      this.#moveAlarm(source, verdict, waiting.scorer)
    } catch (error) {
      this.#tally.windowFailed(source, error)
      this.#options.log.error('a window could not be scored', { source: source.name, error })
    } finally {
      this.#judges.uses.end(waiting.scorer)
      this.#cutting.request(source)
    }
    return source.windows.length > 0
  }

  async #score(source: string, { window, scorer, takenUpMs }: WaitingWindow): Promise<WindowVerdict> {
    const { startMs, endMs } = window
    const finding = await within(window.score(), this.#limits.scoringMs, () => tooSlow(scorer, this.#limits))
    return { ...finding, source, window: { startMs, endMs }, inferenceMs: performance.now() - takenUpMs }
  }

  // Verdict to alarm, and out.

  #moveAlarm(source: Source, verdict: WindowVerdict, scorer: WindowScorer): void {
    const moved = this.#alarms.step(source, verdict, scorer, this.#rule, this.#options.clock())
    const judged: JudgedWindow = { verdict, explanation: moved[2] }
    source.judged(judged)
    this.#tally.windowScored(source, verdict)
    this.#outlets.verdict(verdict)
    this.#outlets.tell({ kind: 'judged', source: source.name, judged, bundle: scorer })
    this.#alarms.publish(source, moved, verdict, scorer.labels)
  }

  // Time passes without a window.

  #tick(): void {
    const nowMs = this.#options.clock()
    const sources = this.#sources.values()
    for (const source of sources) {
      if (source.fellSilent(nowMs, this.#rule)) this.#outlets.tell({ kind: 'silent', source: source.name })
      if (source.isToSettle(nowMs)) this.#cutting.request(source)
      this.#alarms.tick(source, this.#judges.of(source.name).labels, this.#rule, nowMs)
    }
    this.#tally.present(sources)
  }

  // Questions from outside.

  /** Every source at a glance, in the order in which they were first heard. */
  sources(): readonly SourceStatus[] {
    const nowMs = this.#options.clock()
    return this.#sources
      .values()
      .map((source) => source.status(nowMs, this.#rule, this.#judges.ownOf(source.name)?.identity))
  }

  /** The last messages that were not taken as audio, oldest first. */
  refusals(): readonly Refusal[] {
    return this.#refusals.list()
  }

  /**
   * What a source sounds like now: its latest whole window's worth of sound, scored at once. The alarm is
   * not touched.
   *
   * @throws {@link NotFoundError} when the source is not known; {@link AudioError} when not enough of it was
   *   heard without a break; {@link OverloadedError} when too many ask; what the scorer throws.
   */
  async scoreNow(name: string): Promise<WindowVerdict> {
    return await this.#questions.ask(this.#sources.known(name))
  }

  // Changes while sound flows.

  addSink(sink: ResultSink): void {
    this.#outlets.add(sink)
  }

  /** @returns Ends the observation. */
  onUpdate(observer: (update: PipelineUpdate) => void): () => void {
    return this.#outlets.observe(observer)
  }

  /** Alarms that stand are judged by the new rule from the next window on. @throws {@link ConfigError}, changing nothing. */
  useRule(rule: AlarmRule): void {
    this.#rule = checkAlarmRule(rule)
  }

  /** Raise no alarm for a source for a time; null ends that. @throws {@link NotFoundError} when it is not known. */
  silence(name: string, silence: Silence | null): void {
    this.#sources.known(name).silence = silence
  }

  /** Take sound from these sources only, from the next chunk on. An alarm that stands at another one goes stale. */
  listenTo(isListenedTo: (source: string) => boolean): void {
    this.#sources.listenTo(isListenedTo)
  }

  /**
   * Judge by another bundle from the next window that is cut. Windows that wait are scored by the one they
   * were cut for, so none is lost; where the new bundle cuts differently, each source begins a new window.
   *
   * @returns Resolves when the former one is no longer in use and may be let go. What waits is bounded, and so is
   *   the time that each window may take.
   */
  useScorer(scorer: WindowScorer): Promise<void> {
    return this.#judges.exchange(scorer)
  }

  /** As {@link useScorer}, for one source, heard or not; undefined: the module's bundle judges it again. */
  useScorerOf(name: string, scorer: WindowScorer | undefined): Promise<void> {
    return this.#judges.exchangeOf(name, scorer)
  }

  /**
   * Hear a source's chunks too, as they come. Their samples are given away to others soon: copy what is to be kept.
   *
   * @returns Ends it.
   */
  listenAlong(name: string, listener: (chunk: Chunk) => void): () => void {
    return this.#alongside.add(name, listener)
  }

  /** Show with a source how its learning goes. Nothing to show where it is not known. */
  showLearning(name: string, learning: LearningStatus): void {
    const source = this.#sources.get(name)
    if (source === undefined) return
    source.learning = learning
    this.#outlets.tell({ kind: 'learning', source: name })
  }

  // Beginning and end.

  /** Take up the last events of a former process, before the first sound: an alarm that stood must come to its end. */
  restore(events: readonly AlarmEvent[]): void {
    this.#alarms.restore(events, this.#sources, this.#options.clock())
  }

  async start(): Promise<void> {
    this.#stopTicking = (this.#options.repeat ?? repeatByTimer)(() => this.#tick(), TICK_MS)
  }

  /** Take no more, and finish what was accepted as far as time allows; the rest is counted as dropped. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#stopTicking?.()
    try {
      await within(allIdle(this.#cutting, this.#judging), this.#limits.drainMs, () => notDrained(this.#limits))
    } catch (error) {
      this.#options.log.warn('stopping with sound unjudged', { error })
    }
    this.#cutting.close()
    this.#judging.close()
    for (const source of this.#sources.values()) {
      this.#tally.chunksDropped(source, source.chunks.clear().length)
      this.#shed(source, source.windows.clear())
    }
  }
}
