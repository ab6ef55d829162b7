import type { Chunk } from '../../audio/chunk.ts'
import type { AudioStream, HeardChunk, HeardWindow, OpenStream } from '../audio-stream.ts'
import type { Log } from '../ports.ts'
import type { WindowScorer } from '../window-scorer.ts'
import type { SoundListener } from './sound-piece.ts'

/** Let a listener hear what streams take, whole and in order. Its faults stay with it. */
export function overheard(openStream: OpenStream, listener: SoundListener, log: Log): OpenStream {
  const careful: SoundListener = {
    heard(piece) {
      try {
        listener.heard(piece)
      } catch (error) {
        log.error('who overhears a source failed', { source: piece.source, error })
      }
    },
    closed: (source) => listener.closed(source),
  }
  return (source) => new OverheardStream(source, openStream(source), careful)
}

class OverheardStream implements AudioStream {
  readonly #source: string
  readonly #stream: AudioStream
  readonly #listener: SoundListener

  constructor(source: string, stream: AudioStream, listener: SoundListener) {
    this.#source = source
    this.#stream = stream
    this.#listener = listener
  }

  async push(chunk: Chunk, scorer: WindowScorer): Promise<HeardChunk> {
    const { sampleRateHz } = chunk
    const heard = await this.#stream.push(chunk, scorer)
    const { taken } = heard
    if (taken !== undefined) {
      const y = heard.y.subarray(taken.skip)
      const startMs = taken.endMs - (1_000 * y.length) / sampleRateHz
      this.#listener.heard({ source: this.#source, y, sampleRateHz, startMs, isContinued: taken.isContinued })
    }
    return heard
  }

  settle(scorer: WindowScorer): Promise<readonly HeardWindow[]> {
    return this.#stream.settle(scorer)
  }

  latest(scorer: WindowScorer): Promise<HeardWindow | undefined> {
    return this.#stream.latest(scorer)
  }

  close(): void {
    this.#stream.close()
    this.#listener.closed(this.#source)
  }
}
