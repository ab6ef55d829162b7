import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { startThreads, type ThreadsOptions } from '../../../src/adapters/threads/listening-threads.ts'
import { DEFAULT_ALARM_RULE } from '../../../src/detect/alarm-rule.ts'
import { bundleScorer } from '../../../src/pipeline/bundle-scorer.ts'
import { Pipeline } from '../../../src/pipeline/pipeline.ts'
import { loudnessBundle, RATE_HZ, sound } from '../../loudness-bundle.ts'
import { RecordedLog, RecordedMetrics, RecordedSink } from '../../recorders.ts'
import { remembering } from '../../remembering.ts'

/** What `npm run build` made: threads take no TypeScript. */
const THREAD = new URL('../../../dist/adapters/threads/thread.cjs', import.meta.url)
export const FAULTY_THREAD = new URL('./faulty-thread.mjs', import.meta.url)

/** Real threads with a real bundle, and a pipeline that listens through them. */
export async function startListening(options: Partial<ThreadsOptions> = {}) {
  const metrics = new RecordedMetrics()
  const log = new RecordedLog()
  const sink = new RecordedSink()
  const threads = startThreads({
    count: 1,
    engine: { ...findEngineFiles(), preferred: 'cpu' },
    metrics,
    log,
    program: THREAD,
    ...options,
  })
  const scorer = await threads.openBundle(loudnessBundle())
  const pipeline = new Pipeline({
    deviceId: 'press-7',
    scorer: bundleScorer(scorer),
    rule: DEFAULT_ALARM_RULE,
    metrics,
    log,
    clock: () => 0,
    openStream: remembering(threads.openStream),
    limits: { cutAtOnce: 100, scoredAtOnce: 100, waitingSeconds: 1_000 },
  })
  pipeline.addSink(sink)
  const sent = new Map<string, number>()

  return {
    threads,
    scorer,
    pipeline,
    metrics,
    log,
    sink,
    hear(source: string, seconds = 1, amplitude = 0.02): void {
      const at = sent.get(source) ?? 0
      sent.set(source, at + seconds)
      const y = sound(seconds, amplitude, at)
      pipeline.accept({ source, y, sampleRateHz: RATE_HZ, channels: 1, capturedAtMs: 1_000 * at, receivedAtMs: 0 })
    },
    verdictsOf: (source: string) => sink.verdicts.filter((verdict) => verdict.source === source),
    async [Symbol.asyncDispose](): Promise<void> {
      await pipeline.stop()
      await threads.close()
    },
  }
}
