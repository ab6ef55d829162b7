import type { Chunk } from '../audio/chunk.ts'
import { SourceStream } from '../audio/source-stream.ts'
import type { Window } from '../audio/window.ts'
import { InOrder } from '../in-order.ts'
import { createNormalOnlyScorer } from '../model/normal-only-scorer.ts'
import type { Scorer } from '../model/scoring.ts'
import { unpackSound } from './kept-sound.ts'
import type { LearningCounts, LearningWork, LearntLive, LiveLearning } from './live-learning.ts'
import { NormalSoundCollector } from './normal-sound-collector.ts'

/** Parts of the sound that count by themselves when thresholds are sought: as long as a minute where there is enough. */
const LEAST_PARTS = 10
const PART_SECONDS = 60

/** Learns a live source on the thread that calls. */
export class LiveLearner implements LearningWork {
  readonly #learning: LiveLearning
  readonly #stream: SourceStream
  readonly #collector: NormalSoundCollector
  #scorer: Scorer | undefined
  /** Chunks are heard one after the other; those that come after a fit was asked for wait for it. */
  readonly #inOrder = new InOrder()
  #heard = 0
  #tried = 0
  #raised = 0
  #worst: { readonly score: number; readonly summary: string } | undefined

  constructor(learning: LiveLearning) {
    const { source, audio, window } = learning
    const windowLength = Math.round(window.lengthSeconds * audio.sampleRateHz)
    this.#learning = learning
    this.#stream = new SourceStream(source, { ...audio, windowLength, hopLength: windowLength })
    this.#collector = new NormalSoundCollector(learning)
  }

  hear(chunk: Chunk): Promise<LearningCounts> {
    return this.#inOrder.do(() => this.#hear(chunk))
  }

  fit(): Promise<LearntLive> {
    return this.#inOrder.do(() => this.#fit())
  }

  async close(): Promise<void> {
    this.#scorer?.dispose()
  }

  async #hear(chunk: Chunk): Promise<LearningCounts> {
    for (const window of this.#stream.push(chunk).windows) {
      if (this.#scorer === undefined) this.#collect(window)
      else await this.#try(window, this.#scorer)
    }
    return this.#counts()
  }

  async #fit(): Promise<LearntLive> {
    const { name, version, description, falseAlarmRate, heldOut, former } = this.#learning
    // Not before: only then the thread can say what is wrong with it.
    if (former !== undefined) this.#collector.putBefore(unpackSound(former.sound, this.#learning))
    const learnt = this.#collector.learn({ name, version, description, falseAlarmRate, heldOut })
    this.#scorer = createNormalOnlyScorer({ manifest: { ...learnt.draft, files: {} }, sha256: '', files: learnt.files })
    return { ...learnt, sound: this.#collector.pack() }
  }

  #collect({ y }: Window): void {
    const { session, collectWindows, window } = this.#learning
    if (y === undefined || this.#collector.windowCount >= collectWindows) return
    const most = Math.floor(PART_SECONDS / window.lengthSeconds)
    const perPart = Math.max(1, Math.min(most, Math.floor(collectWindows / LEAST_PARTS)))
    const recording = `${session}#${Math.floor(this.#heard / perPart)}`
    this.#heard += 1
    this.#collector.add(y, { session, recording })
  }

  async #try({ y }: Window, scorer: Scorer): Promise<void> {
    if (y === undefined || this.#tried >= this.#learning.tryWindows) return
    const { anomaly, score, explanation } = await scorer.scoreSamples(y)
    this.#tried += 1
    if (!anomaly) return
    this.#raised += 1
    if (score > (this.#worst?.score ?? 0)) this.#worst = { score, summary: explanation?.summary ?? '' }
  }

  #counts(): LearningCounts {
    return {
      collected: this.#collector.windowCount,
      silent: this.#collector.silentCount,
      tried: this.#tried,
      raised: this.#raised,
      worst: this.#worst?.summary ?? null,
    }
  }
}
