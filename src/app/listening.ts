import { availableParallelism } from 'node:os'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { startThreads } from '../adapters/threads/listening-threads.ts'
import { type Config, workerCount } from '../config.ts'
import type { BundleContents } from '../model/bundle-contents.ts'
import { type Engine, loadEngine } from '../model/engine.ts'
import { createScorer, type Scorer } from '../model/scorer.ts'
import type { OpenStream } from '../pipeline/audio-stream.ts'
import { openSourceStream } from '../pipeline/local-stream.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import type { Log } from '../pipeline/ports.ts'

/** Where sound is cut and scored: on threads, or on this one. */
export interface Listening {
  readonly engine: Pick<Engine, 'name' | 'refused'>
  /** 0: on this one. */
  readonly threads: number
  openBundle(contents: BundleContents): Promise<Scorer>
  readonly openStream: OpenStream
  close(): Promise<void>
}

/** @throws {@link EngineError} when no engine can be started. */
export async function startListening(config: Config, parts: { metrics: Metrics; log: Log }): Promise<Listening> {
  const options = { ...findEngineFiles(), preferred: config.model.engine }
  const threads = workerCount(config.analysis.workers, availableParallelism())
  if (threads > 0) {
    const started = await startThreads({ ...parts, engine: options, count: threads })
    return {
      threads,
      ...started,
      openBundle: async (contents) => sayEngine(await started.openBundle(contents), parts.log),
    }
  }
  const engine = await loadEngine(options)
  return {
    engine,
    threads,
    openBundle: async (contents) => sayEngine(await createScorer(contents, engine), parts.log),
    openStream: openSourceStream,
    close: async () => undefined,
  }
}

/** A bundle that takes longer than the others, and why, has to show somewhere. */
function sayEngine(scorer: Scorer, log: Log): Scorer {
  const { identity, engineName, engineNote } = scorer
  if (engineNote !== undefined) log.warn(`${identity.name} is computed by ${engineName}`, { reason: engineNote })
  return scorer
}
