import type { Source } from './source.ts'

export interface SourceTableLimits {
  readonly maxSources: number
  /** When the table is full, a source at rest that was silent for this long makes room. @unit ms */
  readonly forgetAfterMs: number
}

/** The sources that are listened to, bounded in number: names come from the network. */
export class SourceTable {
  readonly #sources = new Map<string, Source>()
  readonly #limits: SourceTableLimits

  constructor(limits: SourceTableLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#sources.size
  }

  get(name: string): Source | undefined {
    return this.#sources.get(name)
  }

  /** In the order in which they were first heard. */
  values(): readonly Source[] {
    return [...this.#sources.values()]
  }

  /** @returns The source, made by `make` when it is new; undefined when there is no room for it. */
  open(name: string, nowMs: number, make: () => Source): Source | undefined {
    const known = this.#sources.get(name)
    if (known) return known
    if (this.#sources.size >= this.#limits.maxSources && !this.#forgetOne(nowMs)) return undefined
    const source = make()
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
    return longestSilent !== undefined && this.#sources.delete(longestSilent.name)
  }
}
