import type { ListeningThreads } from '../adapters/threads/listening-threads.ts'
import type { EngineOptions } from '../model/engine.ts'
import { openBundlesOn } from '../model/scorer.ts'
import { openSourceStream } from '../pipeline/local-stream.ts'

/** Sound is cut and scored on this thread. A file of its own: with threads, the engines need not be loaded here. */
export function listenHere(options: EngineOptions): ListeningThreads {
  return {
    openBundle: openBundlesOn(options),
    openStream: openSourceStream,
    close: async () => undefined,
  }
}
