import { availableParallelism } from 'node:os'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { type ListeningThreads, startThreads } from '../adapters/threads/listening-threads.ts'
import { type Config, workerCount } from '../config.ts'
import type { WatchOrder } from '../heart-watch.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import type { Log } from '../pipeline/ports.ts'

/** Where sound is cut and scored: on threads, or on this one. */
export interface Listening extends ListeningThreads {
  /** 0: on this one. */
  readonly threads: number
}

export interface ListeningParts {
  readonly metrics: Pick<Metrics, 'count'>
  readonly log: Log
  readonly watch: WatchOrder | undefined
}

export async function startListening(config: Config, parts: ListeningParts): Promise<Listening> {
  const options = { ...findEngineFiles(), preferred: config.model.engine }
  const threads = workerCount(config.analysis.workers, availableParallelism())
  if (threads > 0) return { threads, ...startThreads({ ...parts, engine: options, count: threads }) }
  const { listenHere } = await import('./listening-here.ts')
  return { threads, ...listenHere(options) }
}
