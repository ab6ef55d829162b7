import type { Chunk } from '../audio/chunk.ts'

/** Those who hear the chunks of single sources as they come. */
export class ChunkListeners {
  readonly #listeners = new Map<string, Set<(chunk: Chunk) => void>>()

  /** @returns Ends it. */
  add(source: string, listener: (chunk: Chunk) => void): () => void {
    const listeners = this.#listeners.get(source) ?? new Set()
    this.#listeners.set(source, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(source)
    }
  }

  tell(chunk: Chunk): void {
    for (const listener of this.#listeners.get(chunk.source) ?? []) listener(chunk)
  }
}
