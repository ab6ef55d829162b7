import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { Pipeline } from '../../../src/pipeline/pipeline.ts'
import type { PipelineOptions } from '../../../src/pipeline/pipeline-options.ts'
import { LevelScorer, tone } from '../../level-scorer.ts'
import { QUICK_RULE } from '../../quick-rule.ts'
import { RecordedLog, RecordedMetrics, RecordedSink } from '../../recorders.ts'
import { remembering } from '../../remembering.ts'
import { until } from '../../until.ts'

export const START_MS = 1_767_225_600_000

/** A pipeline whose time passes by hand. */
export function listening(options: Partial<PipelineOptions> = {}) {
  const metrics = new RecordedMetrics()
  const log = new RecordedLog()
  const sink = new RecordedSink()
  const time = { nowMs: START_MS }
  const ticks = new Set<() => void>()
  const pipeline = new Pipeline({
    deviceId: 'press-7',
    scorer: new LevelScorer(),
    rule: QUICK_RULE,
    metrics,
    log,
    clock: () => time.nowMs,
    repeat: (task) => {
      ticks.add(task)
      return () => ticks.delete(task)
    },
    openStream: remembering(openSourceStream),
    ...options,
  })
  pipeline.addSink(sink)

  /** What each source has sent so far, so that its chunks follow each other. @unit s */
  const sentSeconds = new Map<string, number>()

  return {
    pipeline,
    metrics,
    log,
    sink,
    time,
    /** Let time pass, and silence be looked for. */
    pass(ms: number): void {
      time.nowMs += ms
      for (const tick of ticks) tick()
    },
    /** Send a tone in chunks. */
    hear(source: string, amplitude: number, { seconds = 1, chunkSeconds = 1, skipSeconds = 0 } = {}): void {
      for (let done = 0; done < seconds; done += chunkSeconds) {
        const at = (sentSeconds.get(source) ?? 0) + skipSeconds
        sentSeconds.set(source, at + chunkSeconds)
        pipeline.accept({
          source,
          y: tone(chunkSeconds, amplitude),
          sampleRateHz: 8_000,
          channels: 1,
          capturedAtMs: START_MS + at * 1_000,
          receivedAtMs: time.nowMs,
        })
      }
    },
    /** Every window that was cut has been scored, failed or dropped. */
    async settled(windows: number): Promise<void> {
      await until(() => windowsDone(pipeline) >= windows, `${windows} windows are done, not ${windowsDone(pipeline)}`)
    },
  }
}

function windowsDone(pipeline: Pipeline): number {
  return pipeline
    .sources()
    .map(({ counts }) => counts.windowsScored + counts.windowsFailed + counts.windowsDropped)
    .reduce((sum, count) => sum + count, 0)
}
