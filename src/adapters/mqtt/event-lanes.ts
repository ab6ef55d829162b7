import type { AlarmEvent, AlarmSnapshot } from '../../detect/alarm-event.ts'
import { OverloadedError } from '../../errors.ts'

interface WaitingEvent {
  readonly event: AlarmEvent
  readonly delivered: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  isUnderWay: boolean
}

/** What one source has to send next: its events in order, then its state. */
export type LaneItem =
  | { readonly kind: 'event'; readonly event: AlarmEvent }
  | { readonly kind: 'state'; readonly snapshot: AlarmSnapshot }

/** Alarm events and states that wait for the broker, a lane for each source, bounded over all. */
export class EventLanes {
  readonly #maxEvents: number
  readonly #maxStates: number
  readonly #onDrop: (result: 'event' | 'state') => void
  /** By id, in the order in which they came: the same event is never queued twice. */
  readonly #events = new Map<string, WaitingEvent>()
  readonly #lanes = new Map<string, WaitingEvent[]>()
  readonly #states = new Map<string, { readonly snapshot: AlarmSnapshot; isSent: boolean }>()

  constructor(maxEvents: number, maxStates: number, onDrop: (result: 'event' | 'state') => void) {
    this.#maxEvents = maxEvents
    this.#maxStates = maxStates
    this.#onDrop = onDrop
  }

  get waitingEvents(): number {
    return this.#events.size
  }

  /** Sources with something to send. */
  sources(): readonly string[] {
    const unsent = [...this.#states].filter(([, { isSent }]) => !isSent).map(([source]) => source)
    return [...new Set([...this.#lanes.keys(), ...unsent])]
  }

  /** @returns Settles when the event is delivered, or dropped. */
  addEvent(event: AlarmEvent): Promise<void> {
    const known = this.#events.get(event.id)
    if (known) return known.delivered
    let settle: Pick<WaitingEvent, 'resolve' | 'reject'> | undefined
    const delivered = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject }
    })
    if (settle === undefined) return delivered // A promise runs its executor at once.
    const waiting: WaitingEvent = { event, delivered, ...settle, isUnderWay: false }
    this.#events.set(event.id, waiting)
    this.#lanes.set(event.subject, [...(this.#lanes.get(event.subject) ?? []), waiting])
    if (this.#events.size > this.#maxEvents) this.#dropOldest()
    return delivered
  }

  setState(snapshot: AlarmSnapshot): void {
    this.#states.delete(snapshot.subject)
    this.#states.set(snapshot.subject, { snapshot, isSent: false })
    const oldest = this.#states.keys().next()
    if (this.#states.size <= this.#maxStates || oldest.done) return
    if (this.#states.get(oldest.value)?.isSent === false) this.#onDrop('state')
    this.#states.delete(oldest.value)
  }

  /** Every state is to be sent again: the broker may have forgotten what it retained. */
  forgetSent(): void {
    for (const state of this.#states.values()) state.isSent = false
  }

  /** What a source has to send next; it stays until {@link done} or {@link drop}. */
  next(source: string): LaneItem | undefined {
    const waiting = this.#lanes.get(source)?.[0]
    if (waiting) {
      waiting.isUnderWay = true
      return { kind: 'event', event: waiting.event }
    }
    const state = this.#states.get(source)
    return state && !state.isSent ? { kind: 'state', snapshot: state.snapshot } : undefined
  }

  done(item: LaneItem): void {
    if (item.kind === 'state') this.#markSent(item.snapshot)
    else this.#remove(item.event)?.resolve()
  }

  /** It was not sent, but may be later. */
  postpone(item: LaneItem): void {
    const waiting = item.kind === 'event' ? this.#events.get(item.event.id) : undefined
    if (waiting) waiting.isUnderWay = false
  }

  /** It cannot be sent. */
  drop(item: LaneItem, error: unknown): void {
    this.#onDrop(item.kind)
    if (item.kind === 'state') this.#markSent(item.snapshot)
    else this.#remove(item.event)?.reject(error)
  }

  /** Give everything up. */
  clear(error: unknown): void {
    for (const { event } of [...this.#events.values()]) this.drop({ kind: 'event', event }, error)
  }

  #markSent(snapshot: AlarmSnapshot): void {
    const state = this.#states.get(snapshot.subject)
    // A newer one may have come meanwhile.
    if (state?.snapshot === snapshot) state.isSent = true
  }

  #remove(event: AlarmEvent): WaitingEvent | undefined {
    const waiting = this.#events.get(event.id)
    this.#events.delete(event.id)
    const lane = (this.#lanes.get(event.subject) ?? []).filter((other) => other !== waiting)
    if (lane.length > 0) this.#lanes.set(event.subject, lane)
    else this.#lanes.delete(event.subject)
    return waiting
  }

  #dropOldest(): void {
    for (const { event, isUnderWay } of this.#events.values()) {
      if (isUnderWay) continue
      const text = `event ${event.id} was dropped: ${this.#maxEvents} are waiting for the broker, which is the limit`
      this.drop({ kind: 'event', event }, new OverloadedError(text))
      return
    }
  }
}
