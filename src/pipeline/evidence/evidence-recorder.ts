import type { AlarmEvent } from '../../detect/alarm-event.ts'
import type { Clock, Log } from '../ports.ts'
import type { SoundMemory } from '../sound/sound-memory.ts'
import { durationMs, type SoundPiece } from '../sound/sound-piece.ts'
import type { ClipStore, OpenClip } from './clip-store.ts'

/** A source that sends nothing for longer than this will not complete its clip. @unit ms */
const PATIENCE_MS = 30_000

export interface EvidenceOptions {
  readonly sound: SoundMemory
  readonly store: ClipStore
  /** @unit s */
  readonly afterSeconds: number
  /** Where the outside finds a clip. */
  readonly addressOf: (id: string) => string
  readonly clock: Clock
  readonly log: Log
}

interface Recording {
  readonly source: string
  readonly clip: OpenClip
  /** Capture time at which it is whole. @unit Unix epoch ms */
  readonly untilMs: number
  readonly leave: () => void
  patience: NodeJS.Timeout | undefined
}

/**
 * Keeps the sound of alarms: what the memory holds of the time before, and what comes after. A clip is one unbroken
 * stretch: it begins after the last gap before the alarm and ends at the first one after it.
 */
export class EvidenceRecorder {
  readonly name = 'evidence recorder'
  readonly #options: EvidenceOptions
  readonly #recordings = new Set<Recording>()

  constructor(options: EvidenceOptions) {
    this.#options = options
  }

  /** An alarm was raised. @returns The address of its clip, which is good from now on; undefined when none is kept. */
  begin(raised: AlarmEvent): string | undefined {
    try {
      return this.#begin(raised)
    } catch (error) {
      // Whatever goes wrong here, the alarm goes out.
      this.#options.log.error('the sound of an alarm is not kept', { alarm: raised.id, error })
      return undefined
    }
  }

  #begin({ id: alarmId, data }: AlarmEvent): string | undefined {
    const { sound, store, afterSeconds, addressOf, clock, log } = this.#options
    const { source, label, window } = data
    const before = sound.last(source)
    if (before === undefined || before.y.length === 0) return undefined
    const { y, sampleRateHz, startMs } = before
    const id = `${Math.round(clock())}-${source}`
    const head = { id, source, alarmId, label, startMs, raisedMs: window.endMs, window, sampleRateHz }
    const mostSamples = y.length + Math.ceil(afterSeconds * sampleRateHz)
    const clip = store.begin(head, y, mostSamples)
    if (clip === undefined) {
      log.warn('the sound of an alarm is not kept: there is no room for it', { source, alarm: alarmId })
      return undefined
    }
    const untilMs = window.endMs + 1_000 * afterSeconds
    if (startMs + durationMs(before) >= untilMs) void clip.finish()
    else this.#follow(source, clip, untilMs)
    return addressOf(id)
  }

  /** End what is being recorded. Resolves when it is on the disk. */
  async stop(): Promise<void> {
    await Promise.all([...this.#recordings].map((recording) => this.#finish(recording)))
  }

  async start(): Promise<void> {}

  #follow(source: string, clip: OpenClip, untilMs: number): void {
    const leave = this.#options.sound.observe(source, (piece) => this.#hear(recording, piece)) ?? (() => undefined)
    const recording: Recording = { source, clip, untilMs, leave, patience: undefined }
    this.#recordings.add(recording)
    this.#wait(recording)
  }

  #hear(recording: Recording, piece: SoundPiece): void {
    if (!piece.isContinued) {
      void this.#finish(recording)
      return
    }
    const missing = Math.ceil(((recording.untilMs - piece.startMs) * piece.sampleRateHz) / 1_000)
    recording.clip.append(piece.y.subarray(0, Math.max(0, missing)))
    if (missing <= piece.y.length) void this.#finish(recording)
    else this.#wait(recording)
  }

  #wait(recording: Recording): void {
    clearTimeout(recording.patience)
    recording.patience = setTimeout(() => void this.#finish(recording), PATIENCE_MS)
    recording.patience.unref()
  }

  async #finish(recording: Recording): Promise<void> {
    clearTimeout(recording.patience)
    recording.leave()
    this.#recordings.delete(recording)
    await recording.clip.finish()
  }
}
