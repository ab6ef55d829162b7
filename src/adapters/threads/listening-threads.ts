import type { WatchOrder } from '../../heart-watch.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { EngineOptions } from '../../model/engine.ts'
import type { Scorer } from '../../model/scoring.ts'
import type { OpenForgetful } from '../../pipeline/audio-stream.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { Log } from '../../pipeline/ports.ts'
import type { ThreadSetting } from './protocol.ts'
import { remoteScorer, type SharedBundles, type TakeBack } from './remote-scorer.ts'
import { RemoteStream } from './remote-stream.ts'
import { ThreadLife } from './thread-life.ts'
import { ThreadPlace } from './thread-place.ts'

export interface ThreadsOptions {
  /** Threads, at least 1. */
  readonly count: number
  readonly engine: EngineOptions
  /** When the threads shall watch over the event loop of the process. */
  readonly watch?: WatchOrder | undefined
  readonly metrics: Pick<Metrics, 'count'>
  readonly log: Log
  /** The thread's program; the built one beside this file if not given. */
  readonly program?: URL
  readonly limits?: { readonly beginMs?: number; readonly hangMs?: number; readonly pauseMs?: number }
}

/** Threads that cut and score sound, so that the event loop has its time for brokers and people. */
export interface ListeningThreads {
  /**
   * Load a bundle into every thread.
   *
   * @param takeBack - Given the samples of clips that were scored, so that their memory is used again.
   * @throws as `createScorer` does, and {@link EngineError} when no thread can begin.
   */
  openBundle(contents: BundleContents, takeBack?: TakeBack): Promise<Scorer>
  /** Each source is pinned to the thread with the fewest. */
  readonly openStream: OpenForgetful
  /** What waits for an answer fails. */
  close(): Promise<void>
}

const PROGRAM = new URL('./thread.cjs', import.meta.url)

/** How often threads are looked after. @unit ms */
const LOOK_MS = 1_000

/** Begin threads; whoever asks them waits until they are there. */
export function startThreads(options: ThreadsOptions): ListeningThreads {
  const { count, metrics, log, program = PROGRAM, limits = {} } = options
  const setting: ThreadSetting = { engine: options.engine, watch: options.watch }
  const onLost = (error: Error): void => {
    metrics.count('earshot_threads_restarted_total', {})
    log.error('a thread that listens was lost; its sources begin anew on the next one', { error })
  }
  const places = Array.from({ length: count }, () => ({
    place: new ThreadPlace({
      begin: () => new ThreadLife(program, setting),
      beginMs: limits.beginMs ?? 60_000,
      hangMs: limits.hangMs ?? 20_000,
      pauseMs: limits.pauseMs ?? 100,
      onLost,
    }),
    sources: 0,
  }))
  const close = async (): Promise<void> => {
    clearInterval(looking)
    await Promise.all(places.map(({ place }) => place.close()))
  }
  const looking = setInterval(() => {
    for (const { place } of places) void place.look()
  }, LOOK_MS).unref()

  const bundles: SharedBundles = new Map()
  return {
    openBundle: (contents, takeBack = () => undefined) =>
      remoteScorer(
        contents,
        places.map(({ place }) => place),
        bundles,
        takeBack,
      ),
    openStream: (source) => {
      const fewest = places.reduce((a, b) => (b.sources < a.sources ? b : a))
      fewest.sources += 1
      return new RemoteStream(source, fewest.place, () => {
        fewest.sources -= 1
      })
    },
    close,
  }
}
