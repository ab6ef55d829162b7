import type { Chunk } from '../audio/chunk.ts'
import type { PastSound } from '../audio/past-sound.ts'
import { SourceStream } from '../audio/source-stream.ts'
import type { Window } from '../audio/window.ts'
import { measureIndicators } from '../dsp/indicators.ts'
import { ParameterError } from '../errors.ts'
import type { Finding, ForgetfulStream, HeardChunk, HeardWindow, OpenForgetful } from './audio-stream.ts'
import { sameSpecs, type WindowScorer } from './window-scorer.ts'

/** One source's sound, cut and scored on the thread that calls. */
class LocalStream implements ForgetfulStream {
  readonly #source: string
  #present: { readonly stream: SourceStream; readonly scorer: WindowScorer } | undefined

  constructor(source: string) {
    this.#source = source
  }

  async push(chunk: Chunk, scorer: WindowScorer, past: PastSound | undefined): Promise<HeardChunk> {
    const { windows, ...rest } = this.#streamFor(scorer, past).push(chunk)
    return { windows: windows.map((window) => heard(window, scorer)), ...rest, y: chunk.y }
  }

  async settle(scorer: WindowScorer, past: PastSound | undefined): Promise<readonly HeardWindow[]> {
    return this.#streamFor(scorer, past)
      .settle()
      .map((window) => heard(window, scorer))
  }

  async latest(scorer: WindowScorer, past: PastSound | undefined): Promise<HeardWindow | undefined> {
    const window = this.#streamFor(scorer, past).latest(past)
    return window && heard(window, scorer)
  }

  close(): void {
    this.#present = undefined
  }

  #streamFor(scorer: WindowScorer, past: PastSound | undefined): SourceStream {
    const former = this.#present
    if (former?.scorer === scorer) return former.stream
    const cutsTheSame = former !== undefined && sameSpecs(former.scorer.specs, scorer.specs)
    const goesOn = cutsTheSame && former.stream.prepareFor(scorer.live?.open, past)
    const stream = goesOn ? former.stream : new SourceStream(this.#source, scorer.specs, scorer.live?.open)
    this.#present = { stream, scorer }
    return stream
  }
}

/** Streams on this thread. */
export const openSourceStream: OpenForgetful = (source) => new LocalStream(source)

function heard(window: Window, scorer: WindowScorer): HeardWindow {
  const { startMs, endMs } = window
  return { startMs, endMs, score: () => findIn(window, scorer), drop: () => undefined }
}

async function findIn({ y, input, indicators, sampleRateHz }: Window, scorer: WindowScorer): Promise<Finding> {
  if (input !== undefined && indicators !== undefined && scorer.live !== undefined) {
    return { ...(await scorer.live.score(input)), indicators }
  }
  if (y === undefined) throw new ParameterError('a window without samples was prepared for another scorer')
  return { ...(await scorer.score(y)), indicators: measureIndicators(y, sampleRateHz) }
}
