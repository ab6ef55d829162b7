import type { ListeningThreads } from '../adapters/threads/listening-threads.ts'
import type { BundleContents } from '../model/bundle-contents.ts'
import { type EngineOptions, loadEngine } from '../model/engine.ts'
import { createScorer } from '../model/scorer.ts'
import { openSourceStream } from '../pipeline/local-stream.ts'

/** Sound is cut and scored on this thread. A file of its own: with threads, the engines need not be loaded here. */
export async function listenHere(options: EngineOptions): Promise<ListeningThreads> {
  const engine = await loadEngine(options)
  return {
    engine,
    openBundle: (contents: BundleContents) => createScorer(contents, engine),
    openStream: openSourceStream,
    close: async () => undefined,
  }
}
