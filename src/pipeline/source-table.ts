import type { OpenStream } from './audio-stream.ts'
import { notListenedTo, tooManySources, unknownSource } from './pipeline-errors.ts'
import type { Log } from './ports.ts'
import { Source, type SourceLimits } from './source.ts'

export interface SourceTableLimits {
  readonly maxSources: number
  /** When the table is full, a source at rest that was silent for this long makes room. @unit ms */
  readonly forgetAfterMs: number
}

/** The sources that are listened to, bounded in number: names come from the network. */
export class SourceTable {
  readonly #sources = new Map<string, Source>()
  readonly #limits: SourceTableLimits & SourceLimits
  readonly #openStream: OpenStream
  readonly #log: Log
  #isListenedTo: (name: string) => boolean = () => true

  constructor(limits: SourceTableLimits & SourceLimits, openStream: OpenStream, log: Log) {
    this.#limits = limits
    this.#openStream = openStream
    this.#log = log
  }

  /** Open these only, from now on; those that are open stay. */
  listenTo(isListenedTo: (name: string) => boolean): void {
    this.#isListenedTo = isListenedTo
  }

  get(name: string): Source | undefined {
    return this.#sources.get(name)
  }

  /** In the order in which they were first heard. */
  values(): readonly Source[] {
    return [...this.#sources.values()]
  }

  /** @throws {@link NotFoundError} when it has not been heard. */
  known(name: string): Source {
    const source = this.#sources.get(name)
    if (source === undefined) throw unknownSource(name)
    return source
  }

  /**
   * The source that a chunk belongs to, made when it is new.
   *
   * @throws {@link ChunkError} when it is not listened to; {@link OverloadedError} when there is no room for it.
   */
  open(name: string, nowMs: number): Source {
    if (!this.#isListenedTo(name)) throw notListenedTo(name)
    const known = this.#sources.get(name)
    if (known) return known
    if (this.#sources.size >= this.#limits.maxSources && !this.#forgetOne(nowMs)) {
      throw tooManySources(name, this.#limits)
    }
    this.#log.info('a source is heard for the first time', { source: name })
    return this.reopen(name, nowMs)
  }

  /** A source that a former process listened to: there was room for it then, and its alarm must come to an end. */
  reopen(name: string, nowMs: number): Source {
    const source = new Source(name, this.#openStream(name), this.#limits, nowMs)
    this.#sources.set(name, source)
    return source
  }

  #forgetOne(nowMs: number): boolean {
    let longestSilent: Source | undefined
    for (const source of this.#sources.values()) {
      const isForgettable = source.isAtRest(nowMs) && nowMs - source.lastHeardMs >= this.#limits.forgetAfterMs
      if (isForgettable && source.lastHeardMs < (longestSilent?.lastHeardMs ?? Number.POSITIVE_INFINITY)) {
        longestSilent = source
      }
    }
    longestSilent?.stream.close()
    return longestSilent !== undefined && this.#sources.delete(longestSilent.name)
  }
}
