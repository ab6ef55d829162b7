import type { JsonObject } from './transport.ts'

/** Sends a patch of the reported properties; resolves when it is in force. */
export type SendPatch = (patch: JsonObject) => Promise<void>

/** Gathers changes of the reported properties and sends them together, never more often than it may. */
export class Reporter {
  readonly #sender: () => SendPatch | undefined
  readonly #everyMs: number
  #pending: JsonObject | undefined
  #timer: NodeJS.Timeout | undefined
  #mayAtMs = 0
  #isBusy = false
  #isStopped = false

  /** @param sender - The way to the hub; `undefined` while there is none: then patches wait for {@link wake}. */
  constructor(sender: () => SendPatch | undefined, everyMs: number) {
    this.#sender = sender
    this.#everyMs = everyMs
  }

  add(patch: JsonObject): void {
    this.#pending = mergePatches(this.#pending ?? {}, patch)
    this.wake()
  }

  /** There may be a hub now. */
  wake(): void {
    if (this.#pending === undefined || this.#isBusy || this.#isStopped || this.#sender() === undefined) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#flush(), Math.max(0, this.#mayAtMs - performance.now()))
    this.#timer.unref()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #flush(): Promise<void> {
    const [patch, send] = [this.#pending, this.#sender()]
    if (patch === undefined || send === undefined) return
    this.#pending = undefined
    this.#isBusy = true
    this.#mayAtMs = performance.now() + this.#everyMs
    try {
      await send(patch)
    } catch {
      this.#pending = mergePatches(patch, this.#pending ?? {}) // What came later wins.
    }
    this.#isBusy = false
    this.wake()
  }
}

/** The patch that does what the first and then the second would do: unlike in a merge, `null` stays. */
function mergePatches(first: JsonObject, second: JsonObject): JsonObject {
  const both = new Map(Object.entries(first))
  for (const [key, value] of Object.entries(second)) {
    const before = both.get(key)
    both.set(key, isObject(value) && isObject(before) ? mergePatches(before, value) : value)
  }
  return Object.fromEntries(both)
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
