import { createMqttAdapter, type MqttAdapterOptions } from '../../../src/adapters/mqtt/mqtt-adapter.ts'
import { startAll } from '../../../src/lifecycle.ts'
import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { Pipeline } from '../../../src/pipeline/pipeline.ts'
import type { MethodHandler } from '../../../src/pipeline/ports.ts'
import type { WindowScorer } from '../../../src/pipeline/window-scorer.ts'
import { LevelScorer } from '../../level-scorer.ts'
import { QUICK_RULE } from '../../quick-rule.ts'
import { RecordedLog, RecordedMetrics, RecordedSink } from '../../recorders.ts'
import { remembering } from '../../remembering.ts'
import { until } from '../../until.ts'

export interface ModuleOptions extends Partial<MqttAdapterOptions> {
  readonly methods?: Readonly<Record<string, MethodHandler>>
  /** What judges; by default the level does. */
  readonly scorer?: WindowScorer
}

/** The module without models, disk and page: sound in by MQTT, judged by its level if not otherwise, results out by MQTT. */
export async function startModule(
  url: string,
  { methods = {}, scorer = new LevelScorer(), broker, limits, ...rest }: ModuleOptions = {},
) {
  const metrics = new RecordedMetrics()
  const log = new RecordedLog()
  const sink = new RecordedSink()
  const clock = () => Date.now()
  const pipeline = new Pipeline({
    deviceId: 'press-7',
    scorer,
    rule: QUICK_RULE,
    metrics,
    log,
    clock,
    openStream: remembering(openSourceStream),
  })
  const adapter = createMqttAdapter(
    {
      ...rest,
      broker: { url, clientId: `module-${process.pid}-${Math.round(performance.now() * 1e3)}`, ...broker },
      limits: { reconnectMinMs: 10, reconnectMaxMs: 50, ...limits },
    },
    { audio: pipeline, methods: new Map(Object.entries(methods)), metrics, log, clock },
  )
  pipeline.addSink(sink)
  pipeline.addSink(adapter.results)
  const stop = await startAll([adapter.outlet, pipeline, adapter.intake], { signal: new AbortController().signal })
  let isStopped = false

  return {
    pipeline,
    adapter,
    metrics,
    log,
    sink,
    async connected(): Promise<void> {
      await until(() => adapter.health().state === 'connected', 'the module is connected')
    },
    /** As many chunks have been taken or refused. */
    async heard(chunks: number): Promise<void> {
      await until(() => messagesSeen(pipeline) >= chunks, `${chunks} messages were seen, not ${messagesSeen(pipeline)}`)
    },
    async stop(): Promise<void> {
      if (isStopped) return
      isStopped = true
      await stop()
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await this.stop()
    },
  }
}

function messagesSeen(pipeline: Pipeline): number {
  const taken = pipeline.sources().reduce((sum, { counts }) => sum + counts.chunksReceived, 0)
  return taken + pipeline.refusals().length
}
