import type { Chunk } from '../../audio/chunk.ts'
import type { PastSound } from '../../audio/past-sound.ts'
import { inputsBehind } from '../../audio/resample.ts'
import { InOrder } from '../../in-order.ts'
import type {
  AudioStream,
  ForgetfulStream,
  HeardChunk,
  HeardWindow,
  OpenForgetful,
  OpenStream,
} from '../audio-stream.ts'
import type { Log } from '../ports.ts'
import type { WindowScorer } from '../window-scorer.ts'
import type { SoundMemory } from './sound-memory.ts'

/**
 * Let a memory hear what streams take, whole and in order, and remind them of it when they need it: so the sound is
 * kept once, for them and for people.
 */
export function remembered(openStream: OpenForgetful, memory: SoundMemory, log: Log): OpenStream {
  return (source) => new RememberedStream(source, openStream(source), memory, log)
}

class RememberedStream implements AudioStream {
  readonly #source: string
  readonly #stream: ForgetfulStream
  readonly #memory: SoundMemory
  readonly #log: Log
  /** What the memory holds is what the stream has heard when it is asked. */
  readonly #inOrder = new InOrder()
  #scorer: WindowScorer | undefined

  constructor(source: string, stream: ForgetfulStream, memory: SoundMemory, log: Log) {
    this.#source = source
    this.#stream = stream
    this.#memory = memory
    this.#log = log
  }

  push(chunk: Chunk, scorer: WindowScorer): Promise<HeardChunk> {
    return this.#inOrder.do(async () => {
      const { sampleRateHz } = chunk
      const heard = await this.#stream.push(chunk, scorer, this.#pastFor(scorer))
      this.#remember(heard, sampleRateHz, scorer)
      return heard
    })
  }

  settle(scorer: WindowScorer): Promise<readonly HeardWindow[]> {
    return this.#inOrder.do(() => this.#stream.settle(scorer, this.#pastFor(scorer)))
  }

  latest(scorer: WindowScorer): Promise<HeardWindow | undefined> {
    return this.#inOrder.do(() => {
      this.#scorer = scorer
      return this.#stream.latest(scorer, this.#memory.past(this.#source))
    })
  }

  close(): void {
    this.#stream.close()
    this.#memory.closed(this.#source)
  }

  /** What was heard, where the scorer is another than before. */
  #pastFor(scorer: WindowScorer): PastSound | undefined {
    const isKnown = scorer === this.#scorer
    this.#scorer = scorer
    return isKnown ? undefined : this.#memory.past(this.#source)
  }

  #remember({ y, taken }: HeardChunk, sampleRateHz: number, { specs }: WindowScorer): void {
    if (taken === undefined) return
    const { windowLength, resampler, sampleRateHz: toHz } = specs
    const sound = y.subarray(taken.skip)
    const startMs = taken.endMs - (1_000 * sound.length) / sampleRateHz
    const piece = { source: this.#source, y: sound, sampleRateHz, startMs, isContinued: taken.isContinued }
    try {
      this.#memory.heard(piece, inputsBehind(windowLength, { fromHz: sampleRateHz, toHz, resampler }))
    } catch (error) {
      this.#log.error('who overhears a source failed', { source: this.#source, error })
    }
  }
}
