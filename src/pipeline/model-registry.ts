import { NotFoundError } from '../errors.ts'
import type { BundleManifest, LabelSpec } from '../model/bundle.ts'
import type { SessionSummary } from '../model/learnt-from.ts'
import type { Scorer } from '../model/scoring.ts'

/** One bundle as it is shown in lists. */
export interface ModelSummary {
  readonly name: string
  readonly version: string
  readonly kind: string
  readonly description: string
  readonly labels: readonly LabelSpec[]
  /** Rate that recordings are brought to. @unit Hz */
  readonly sampleRateHz: number
  readonly windowSeconds: number
  /** Length of the shortest recording that can be scored. @unit s */
  readonly shortestSeconds: number
  /** What a normal-only detector was learnt from. */
  readonly sessions?: readonly SessionSummary[]
}

/** A folder that looks like a bundle and is none: listed, so that it is not searched for in vain. */
export interface BrokenModel {
  readonly name: string
  readonly problem: string
}

/** Where bundles lie. */
export interface ModelShelf {
  list(): Promise<readonly (ModelSummary | BrokenModel)[]>
  /** @throws {@link NotFoundError} when there is no bundle of that name; errors of ours when it cannot be loaded. */
  load(name: string): Promise<Scorer>
  /** What a bundle says of itself. @throws as {@link load}. */
  manifest(name: string): Promise<BundleManifest>
}

/** All bundles, to be used by name. */
export interface ModelRegistry {
  list(): Promise<readonly (ModelSummary | BrokenModel)[]>
  /**
   * Work with a bundle, loaded if need be. Its memory is not given back while `work` is under way.
   *
   * @throws {@link NotFoundError} when there is no bundle of that name.
   */
  use<T>(name: string, work: (scorer: Scorer) => Promise<T>): Promise<T>
  /** Give all memory back, once nothing is under way. */
  close(): Promise<void>
}

interface Loaded {
  readonly scorer: Promise<Scorer>
  users: number
}

const NAME = /^[A-Za-z0-9_.-]{1,64}$/

/**
 * Keeps the bundles that were used last in memory.
 *
 * @param capacity - Most bundles in memory that nobody is working with; one more is disposed of, longest unused first.
 */
export function createModelRegistry(shelf: ModelShelf, capacity: number): ModelRegistry {
  /** In the order of last use: a map remembers the order of insertion. */
  const loaded = new Map<string, Loaded>()

  function acquire(name: string): Loaded {
    const entry = loaded.get(name) ?? { scorer: shelf.load(name), users: 0 }
    entry.users += 1
    loaded.delete(name)
    loaded.set(name, entry)
    return entry
  }

  async function shrink(): Promise<void> {
    for (const [name, entry] of loaded) {
      if (loaded.size <= capacity) return
      if (entry.users > 0) continue
      loaded.delete(name)
      ;(await entry.scorer).dispose()
    }
  }

  return {
    list: () => shelf.list(),
    async use(name, work) {
      if (!NAME.test(name) || name === '.' || name === '..') throw new NotFoundError(`there is no model of that name`)
      const entry = acquire(name)
      try {
        const scorer = await entry.scorer.catch((error: unknown) => {
          // What failed is not kept: the bundle may be mended by the next time.
          if (loaded.get(name) === entry) loaded.delete(name)
          throw error
        })
        return await work(scorer)
      } finally {
        entry.users -= 1
        await shrink()
      }
    },
    async close() {
      const entries = [...loaded.values()]
      loaded.clear()
      await Promise.allSettled(entries.map(async ({ scorer }) => (await scorer).dispose()))
    },
  }
}
