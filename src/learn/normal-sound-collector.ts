import { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { type HeardWindow, sessionsOf } from './heard-window.ts'
import { packSound } from './kept-sound.ts'
import { learnNormal } from './learn-normal.ts'
import type { LearntNormal, NormalLearning } from './normal-learning.ts'
import type { NormalFrontEnd } from './normal-settings.ts'

/** Where a window belongs. */
export interface WindowPlace {
  /** A day, a place of the microphone, a duty point. */
  readonly session: string
  /** Windows of one recording, or of one minute of a live source, are not divided when thresholds are sought. */
  readonly recording: string
}

/** No sample above this is digital silence: -100 dBFS. Nothing can be learnt of it. */
const SILENCE = 1e-5
const DEFAULT_MOST_WINDOWS = 1_000

/**
 * Gathers windows of normal sound, from recordings or from a live source, and learns from them. What is kept of a
 * window of 10 s are 160 KB; when the limit is reached, every second window of each session is let go, and from
 * then on only every second, fourth, … is taken.
 */
export class NormalSoundCollector {
  readonly #frontEnd: NormalFrontEnd
  readonly #extractor: NormalSoundExtractor
  readonly #mostWindows: number
  #windows: (HeardWindow & { readonly index: number })[] = []
  #former: readonly HeardWindow[] = []
  readonly #heard = new Map<string, number>()
  #every = 1
  #silent = 0

  /** @throws {@link ParameterError} when a setting is out of its range. */
  constructor(frontEnd: NormalFrontEnd, mostWindows = DEFAULT_MOST_WINDOWS) {
    const { audio, features, window } = frontEnd
    this.#frontEnd = frontEnd
    this.#extractor = new NormalSoundExtractor(audio.sampleRateHz, features, window.lengthSeconds)
    this.#mostWindows = mostWindows
  }

  /** Windows that are kept. */
  get windowCount(): number {
    return this.#windows.length
  }

  /** Windows that were digital silence. */
  get silentCount(): number {
    return this.#silent
  }

  /** In the order in which they were first heard. */
  get sessions(): readonly string[] {
    return sessionsOf([...this.#former, ...this.#windows])
  }

  /** Fewest samples that {@link add} takes. */
  get minimumSamples(): number {
    return this.#extractor.minimumSamples
  }

  /**
   * Hear a window. Windows of a live source must not overlap: what is heard twice counts twice.
   *
   * @param y - At the front end's rate, shape `[n]`, usually a window long.
   * @returns What became of it.
   * @throws {@link AudioError} when it is too short, or not finite.
   */
  add(y: Float32Array, { session, recording }: WindowPlace): 'kept' | 'thinned' | 'silent' {
    if (y.every((sample) => Math.abs(sample) < SILENCE)) {
      this.#silent += 1
      return 'silent'
    }
    const index = this.#heard.get(session) ?? 0
    this.#heard.set(session, index + 1)
    if (index % this.#every !== 0) return 'thinned'
    this.#windows.push({ session, recording, index, sound: this.#extractor.extract(y) })
    if (this.#windows.length > this.#mostWindows) this.#thin()
    return 'kept'
  }

  /** Sessions that were heard before, which come first. They are not thinned any further, nor counted. */
  putBefore(windows: readonly HeardWindow[]): void {
    this.#former = windows
  }

  /** What can be kept of all this, for {@link putBefore}: see {@link packSound}. */
  pack(): Uint8Array {
    return packSound([...this.#former, ...this.#windows], this.#frontEnd)
  }

  /**
   * Fit a detector to what was heard.
   *
   * @throws {@link DatasetError} when that is too little.
   */
  learn(learning: Omit<NormalLearning, keyof NormalFrontEnd>): LearntNormal {
    return learnNormal([...this.#former, ...this.#windows], this.#extractor, { ...learning, ...this.#frontEnd })
  }

  #thin(): void {
    this.#every *= 2
    this.#windows = this.#windows.filter(({ index }) => index % this.#every === 0)
  }
}
