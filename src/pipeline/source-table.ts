import type { AlarmEvent } from '../detect/alarm-event.ts'
import { formerAlarm } from '../detect/former-alarm.ts'
import type { OpenStream } from './audio-stream.ts'
import { notListenedTo, tooManySources, unknownSource } from './pipeline-errors.ts'
import type { Log } from './ports.ts'
import { Source, type SourceLimits } from './source.ts'

export interface SourceTableLimits {
  readonly maxSources: number
  /**
   * When the table is full, a source at rest that was silent for this long makes room: the longest silent first,
   * those with a stale alarm last. @unit ms
   */
  readonly forgetAfterMs: number
}

/** The sources that are listened to, bounded in number: names come from the network. */
export class SourceTable {
  readonly #sources = new Map<string, Source>()
  /** What was last told of sources that made room with a stale alarm, in that order; as many as there are sources. */
  readonly #leftStale = new Map<string, AlarmEvent>()
  readonly #limits: SourceTableLimits & SourceLimits
  readonly #openStream: OpenStream
  readonly #log: Log
  readonly #onForget: (source: Source) => void
  #isListenedTo: (name: string) => boolean = () => true

  /** @param onForget - Told of a source that has made room for another. */
  constructor(
    limits: SourceTableLimits & SourceLimits,
    openStream: OpenStream,
    log: Log,
    onForget: (source: Source) => void,
  ) {
    this.#limits = limits
    this.#openStream = openStream
    this.#log = log
    this.#onForget = onForget
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
    const left = this.#leftStale.get(name)
    if (left !== undefined) {
      this.#leftStale.delete(name)
      return this.reopen(left, nowMs)
    }
    this.#log.info('a source is heard for the first time', { source: name })
    return this.#add(name, nowMs)
  }

  /** A source that was listened to before, with the alarm that it had: that must come to an end, room or not. */
  reopen(event: AlarmEvent, nowMs: number): Source {
    const source = this.#add(event.subject, nowMs)
    source.event = event
    source.alarm = formerAlarm(event, nowMs)
    return source
  }

  #add(name: string, nowMs: number): Source {
    const source = new Source(name, this.#openStream(name), this.#limits, nowMs)
    this.#sources.set(name, source)
    return source
  }

  #forgetOne(nowMs: number): boolean {
    const { forgetAfterMs } = this.#limits
    const going = [...this.#sources.values()]
      .filter((source) => source.isAtRest(nowMs) && nowMs - source.lastHeardMs >= forgetAfterMs)
      .sort((a, b) => Number(isStale(a)) - Number(isStale(b)) || a.lastHeardMs - b.lastHeardMs)[0]
    if (going === undefined) return false
    if (isStale(going)) this.#leaveStale(going)
    going.stream.close()
    this.#sources.delete(going.name)
    this.#onForget(going)
    return true
  }

  #leaveStale({ name, event }: Source): void {
    if (event === null) return
    this.#log.warn('a silent source with a stale alarm made room for another', { source: name, id: event.id })
    this.#leftStale.set(name, event)
    const [oldest] = this.#leftStale.keys()
    if (oldest !== undefined && this.#leftStale.size > this.#limits.maxSources) this.#leftStale.delete(oldest)
  }
}

function isStale({ alarm }: Source): boolean {
  return alarm.kind === 'stale'
}
