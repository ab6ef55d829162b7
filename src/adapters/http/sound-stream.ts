import type { ServerResponse } from 'node:http'
import { MelPicture } from '../../dsp/mel-picture.ts'
import { NotFoundError, OverloadedError } from '../../errors.ts'
import type { SoundMemory } from '../../pipeline/sound/sound-memory.ts'
import type { SoundPiece } from '../../pipeline/sound/sound-piece.ts'
import type { Stretch } from '../../pipeline/sound/sound-ring.ts'
import { beginEventStream, eventOf } from './event-stream.ts'
import { columnsOf } from './mel-columns.ts'

export interface SoundStreamOptions {
  /** Pages that may look at sound at once. */
  readonly maxClients: number
  /** Shortest time between two events. @unit ms */
  readonly updateEveryMs?: number
  /** Longest silence. @unit ms */
  readonly beatEveryMs?: number
  /** A client with more than this waiting in its socket is sent nothing until that has gone. */
  readonly maxWaitingBytes?: number
}

/** One source that somebody looks at. */
interface Watch {
  readonly source: string
  readonly clients: Set<ServerResponse>
  readonly leave: () => void
  picture: MelPicture
  /** Sound that is not yet wholly in columns. */
  waiting: Stretch
  timer: NodeJS.Timeout | undefined
}

/** Mel columns of the sources that somebody looks at, by server-sent events. Nothing is computed for others. */
export class SoundStream {
  readonly #sound: Pick<SoundMemory, 'last' | 'observe'>
  readonly #options: Required<SoundStreamOptions>
  readonly #watches = new Map<string, Watch>()

  constructor(sound: Pick<SoundMemory, 'last' | 'observe'>, options: SoundStreamOptions) {
    this.#sound = sound
    this.#options = { updateEveryMs: 250, beatEveryMs: 5_000, maxWaitingBytes: 256 * 1024, ...options }
  }

  get clientCount(): number {
    return [...this.#watches.values()].reduce((sum, { clients }) => sum + clients.size, 0)
  }

  /** @throws {@link NotFoundError} when the source was not heard; {@link OverloadedError} when as many look as may. */
  add(source: string, response: ServerResponse): void {
    const last = this.#sound.last(source)
    if (last === undefined) throw new NotFoundError('no sound of a source of that name has been heard')
    if (this.clientCount >= this.#options.maxClients) {
      throw new OverloadedError(`${this.clientCount} pages look at sound already; close one or raise http.maxStreams`)
    }
    const watch = this.#watches.get(source) ?? this.#watch(source, last)
    beginEventStream(response)
    watch.clients.add(response)
    const beat = setInterval(() => response.write(': beat\n\n'), this.#options.beatEveryMs)
    const leave = (): void => {
      clearInterval(beat)
      this.#remove(watch, response)
    }
    response.on('close', leave)
    response.on('error', leave)
    this.#flush(watch)
    response.write(eventOf('columns', columnsOf(watch.picture, last.startMs, watch.picture.columns(last.y))))
  }

  close(): void {
    for (const { clients } of [...this.#watches.values()]) for (const response of [...clients]) response.end()
  }

  #watch(source: string, last: Stretch): Watch {
    const watch: Watch = {
      source,
      clients: new Set(),
      leave: this.#sound.observe(source, (piece) => this.#hear(watch, piece)) ?? (() => undefined),
      picture: new MelPicture(last.sampleRateHz),
      waiting: last,
      timer: undefined,
    }
    // What is kept goes to each client as it comes; only what is new goes to all.
    skipColumns(watch, watch.picture.count(last.y.length))
    this.#watches.set(source, watch)
    return watch
  }

  #remove(watch: Watch, response: ServerResponse): void {
    watch.clients.delete(response)
    if (watch.clients.size > 0) return
    clearTimeout(watch.timer)
    watch.leave()
    this.#watches.delete(watch.source)
  }

  #hear(watch: Watch, piece: SoundPiece): void {
    const { y, startMs, sampleRateHz } = watch.waiting
    if (!piece.isContinued) {
      this.#flush(watch)
      this.#send(watch, eventOf('gap', { startMs: startMs + (1_000 * y.length) / sampleRateHz, endMs: piece.startMs }))
      if (sampleRateHz !== piece.sampleRateHz) watch.picture = new MelPicture(piece.sampleRateHz)
      watch.waiting = { y: piece.y, sampleRateHz: piece.sampleRateHz, startMs: piece.startMs }
    } else {
      const joined = new Int16Array(y.length + piece.y.length)
      joined.set(y)
      joined.set(piece.y, y.length)
      watch.waiting = { y: joined, sampleRateHz, startMs: piece.startMs - (1_000 * y.length) / sampleRateHz }
    }
    watch.timer ??= setTimeout(() => this.#flush(watch), this.#options.updateEveryMs)
  }

  #flush(watch: Watch): void {
    clearTimeout(watch.timer)
    watch.timer = undefined
    const { picture, waiting } = watch
    const columns = picture.columns(waiting.y)
    if (columns.length === 0) return
    this.#send(watch, eventOf('columns', columnsOf(picture, waiting.startMs, columns)))
    skipColumns(watch, columns.length / picture.nBands)
  }

  #send({ clients }: Watch, event: string): void {
    for (const response of clients) {
      if (response.writableLength <= this.#options.maxWaitingBytes) response.write(event)
    }
  }
}

/** Drop the samples that no further column looks at. */
function skipColumns(watch: Watch, count: number): void {
  const { y, sampleRateHz, startMs } = watch.waiting
  const skip = count * watch.picture.hopLength
  watch.waiting = { y: y.slice(skip), sampleRateHz, startMs: startMs + (1_000 * skip) / sampleRateHz }
}
