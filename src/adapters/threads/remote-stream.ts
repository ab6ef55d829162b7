import type { Chunk } from '../../audio/chunk.ts'
import type { PastSound } from '../../audio/past-sound.ts'
import type { Finding, ForgetfulStream, HeardChunk, HeardWindow } from '../../pipeline/audio-stream.ts'
import type { WindowScorer } from '../../pipeline/window-scorer.ts'
import { uncarry } from './carried-error.ts'
import { ownSamples } from './own-samples.ts'
import type { FromSource, WindowNote } from './protocol.ts'
import type { ThreadLife } from './thread-life.ts'
import type { ThreadPlace } from './thread-place.ts'

/**
 * One source's sound, cut and scored on the thread that it is pinned to. When that thread ends, what waited there
 * fails, and the next chunk begins a new stream on the thread that takes its place.
 */
export class RemoteStream implements ForgetfulStream {
  readonly #source: string
  readonly #place: ThreadPlace
  readonly #leave: () => void

  /** @param leave - Called when the source is no longer followed. */
  constructor(source: string, place: ThreadPlace, leave: () => void) {
    this.#source = source
    this.#place = place
    this.#leave = leave
  }

  async push(chunk: Chunk, scorer: WindowScorer, past: PastSound | undefined): Promise<HeardChunk> {
    const thread = await this.#place.thread()
    const given = ownSamples(chunk)
    const asked = { ...this.#asking(scorer, past), chunk: given }
    const { windows, ...rest } = await thread.ask('push', asked, [given.y.buffer, ...memoryOf(past)])
    return { windows: windows.map((window) => waitingIn(thread, window)), ...rest }
  }

  async settle(scorer: WindowScorer, past: PastSound | undefined): Promise<readonly HeardWindow[]> {
    const thread = await this.#place.thread()
    const windows = await thread.ask('settle', this.#asking(scorer, past), memoryOf(past))
    return windows.map((window) => waitingIn(thread, window))
  }

  async latest(scorer: WindowScorer, past: PastSound | undefined): Promise<HeardWindow | undefined> {
    const thread = await this.#place.thread()
    const window = await thread.ask('latest', this.#asking(scorer, past), memoryOf(past))
    return window && waitingIn(thread, window)
  }

  close(): void {
    this.#leave()
    // A thread that has ended holds no stream.
    this.#place.ask('close', { source: this.#source }).catch(() => undefined)
  }

  #asking({ identity, specs }: WindowScorer, past: PastSound | undefined): FromSource {
    return { source: this.#source, scorer: { sha256: identity.sha256, hopLength: specs.hopLength }, past }
  }
}

/** What is handed over with it. */
function memoryOf(past: PastSound | undefined): ArrayBuffer[] {
  return past === undefined ? [] : [past.y.buffer]
}

function waitingIn(thread: ThreadLife, note: WindowNote): HeardWindow {
  const { startMs, endMs } = note
  if (!('ticket' in note)) return { startMs, endMs, score: () => outcomeOf(note), drop: () => undefined }
  const { ticket } = note
  return {
    startMs,
    endMs,
    score: () => thread.ask('score', { ticket }),
    drop: () => {
      thread.ask('drop', { ticket }).catch(() => undefined)
    },
  }
}

async function outcomeOf(note: Exclude<WindowNote, { readonly ticket: number }>): Promise<Finding> {
  if ('error' in note) throw uncarry(note.error)
  return note.finding
}
