import type { Chunk } from '../audio/chunk.ts'
import type { HeardWindow } from './audio-stream.ts'
import type { Judges } from './judges.ts'
import type { Outlets } from './outlets.ts'
import type { Clock } from './ports.ts'
import type { Source, WaitingWindow } from './source.ts'
import type { Tally } from './tally.ts'
import type { WindowScorer } from './window-scorer.ts'

export interface CuttingParts {
  readonly judges: Judges
  readonly tally: Tally
  readonly outlets: Outlets
  readonly clock: Clock
  /** Takes the samples of chunks back when nobody needs them any more. */
  readonly takeBack?: ((y: Float32Array) => void) | undefined
}

/** Makes windows of what waits with a source. */
export class Cutting {
  readonly #parts: CuttingParts

  constructor(parts: CuttingParts) {
    this.#parts = parts
  }

  /**
   * Take up the next chunk, or, where there is none, what only waited for the last bit of sound.
   *
   * @returns Windows, each with a use of the bundle that it was cut for, which who takes it has to end.
   * @throws what the stream throws of a chunk.
   */
  async next(source: Source): Promise<WaitingWindow[]> {
    const { judges, clock } = this.#parts
    const chunk = source.chunks.shift()
    const scorer = judges.of(source.name)
    const takenUpMs = performance.now()
    judges.uses.begin(scorer)
    try {
      const settled = async () => (source.isToSettle(clock()) ? await source.settle(scorer) : [])
      const windows = chunk ? await this.#push(source, chunk, scorer) : await settled()
      for (const _ of windows) judges.uses.begin(scorer)
      return windows.map((window) => ({ window, scorer, takenUpMs }))
    } finally {
      judges.uses.end(scorer)
    }
  }

  async #push(source: Source, chunk: Chunk, scorer: WindowScorer): Promise<readonly HeardWindow[]> {
    const { windows, irregularities, y } = await source.stream.push(chunk, scorer)
    this.#parts.takeBack?.(y)
    if (irregularities.length > 0) {
      const kinds = irregularities.map(({ kind }) => kind)
      this.#parts.tally.irregular(source, kinds)
      this.#parts.outlets.tell({ kind: 'irregular', source: source.name, irregularities: kinds })
    }
    return windows
  }
}
