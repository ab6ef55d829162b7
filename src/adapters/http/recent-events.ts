import type { AlarmEvent } from '../../detect/alarm-event.ts'

/** The last alarm events, newest first, in bounded number. */
export class RecentEvents {
  readonly #capacity: number
  #events: readonly AlarmEvent[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  add(event: AlarmEvent): void {
    this.#events = [event, ...this.#events.slice(0, this.#capacity - 1)]
  }

  list(): readonly AlarmEvent[] {
    return this.#events
  }
}
