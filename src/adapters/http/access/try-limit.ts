import type { Clock } from '../../../pipeline/ports.ts'

const MINUTE_MS = 60_000
/** Tries a minute from one address, and from all together. */
const MOST_TRIES = { perAddress: 5, together: 30 } as const

/** Lets passwords be tried, but not guessed: a few times a minute. A try counts before it is looked at. */
export class TryLimit {
  readonly #clock: Clock
  #tries: { readonly address: string; readonly atMs: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns undefined, or how long to wait. @unit s */
  take(address: string): number | undefined {
    const nowMs = this.#clock()
    this.#tries = this.#tries.filter(({ atMs }) => nowMs - atMs < MINUTE_MS && atMs <= nowMs)
    const own = this.#tries.filter((tried) => tried.address === address)
    const limiting =
      own.length >= MOST_TRIES.perAddress ? own : this.#tries.length >= MOST_TRIES.together ? this.#tries : []
    const [oldest] = limiting
    if (oldest !== undefined) return Math.max(1, Math.ceil((oldest.atMs + MINUTE_MS - nowMs) / 1_000))
    this.#tries.push({ address, atMs: nowMs })
    return undefined
  }

  /** Who knows the password has not guessed. */
  forget(address: string): void {
    this.#tries = this.#tries.filter((tried) => tried.address !== address)
  }
}
