import { join } from 'node:path'
import { ClipFolder } from '../adapters/disk/clip-folder.ts'
import { HistoryFolder } from '../adapters/disk/history-folder.ts'
import { ReviewFolder } from '../adapters/disk/review-folder.ts'
import type { Config } from '../config.ts'
import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { Service } from '../lifecycle.ts'
import type { OpenForgetful, OpenStream } from '../pipeline/audio-stream.ts'
import type { ClipStore } from '../pipeline/evidence/clip-store.ts'
import { EvidenceRecorder } from '../pipeline/evidence/evidence-recorder.ts'
import { WindowHistory } from '../pipeline/history/window-history.ts'
import type { Metrics } from '../pipeline/metrics.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Clock, Log } from '../pipeline/ports.ts'
import type { ReviewStore } from '../pipeline/review/review-store.ts'
import type { VerdictHistory } from '../pipeline/review/verdict-history.ts'
import { remembered } from '../pipeline/sound/remembered-stream.ts'
import { SoundMemory } from '../pipeline/sound/sound-memory.ts'
import type { PipelineUpdate } from '../pipeline/source-status.ts'

/** So much is there to be seen when somebody begins to look, where the sound of alarms is not kept. @unit s */
const LEAST_SECONDS = 2
const DAY_MS = 24 * 60 * 60 * 1_000
/** Sources whose chunks' length is remembered; it is looked up anew beyond. */
const MOST_CHUNKS = 10_000

export interface KeepingParts {
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
}

/** What is remembered of sources: their last sound, their last hour, and the sound of their alarms. */
export interface Keeping {
  readonly sound: SoundMemory
  readonly windows: WindowHistory
  readonly clips: ClipStore
  readonly reviews: ReviewStore
  readonly history: VerdictHistory
  /** Let what streams take be remembered, for them too. */
  readonly remember: (openStream: OpenForgetful) => OpenStream
  readonly keepEvidence: ((raised: AlarmEvent) => string | undefined) | undefined
  /** Remember what a pipeline judges. Before the first sound. */
  follow(pipeline: Pick<Pipeline, 'onUpdate' | 'sources'>): void
  /** To be started before the pipeline. */
  readonly services: readonly Service[]
}

export function createKeeping(config: Config, { metrics, clock, log }: KeepingParts): Keeping {
  const { data, evidence, audio, http } = config
  const sound = new SoundMemory(evidence.enabled ? evidence.beforeSeconds : LEAST_SECONDS)
  const windows = new WindowHistory({ maxSources: audio.maxSources })
  let followed: Pick<Pipeline, 'sources'> | undefined

  const clips = new ClipFolder({
    folder: join(data.directory, 'evidence'),
    maxBytes: evidence.maxBytes,
    protectedIds: () => standingClips(followed?.sources() ?? []),
    onDrop: () => metrics.count('earshot_evidence_dropped_total', {}),
    onComplete: ({ id, alarmId, startMs }) => {
      reviews.attach(alarmId, { clipId: id, startMs }).catch((error: unknown) => {
        log.error('the recording of a reviewed alarm could not be kept', { id, error })
      })
    },
    log,
  })
  const reviews = new ReviewFolder({
    folder: join(data.directory, 'reviews'),
    maxBytes: config.reviews.maxBytes,
    pathOfClip: (id) => clips.pathOf(id),
    log,
  })
  const history = new HistoryFolder({
    folder: join(data.directory, 'history'),
    maxBytes: config.history.maxBytes,
    maxAgeMs: config.history.maxAgeDays * DAY_MS,
    clock,
    log,
    onDrop: (dropped) => metrics.count('earshot_history_windows_dropped_total', {}, dropped),
  })
  const recorder = new EvidenceRecorder({
    sound,
    store: clips,
    afterSeconds: evidence.afterSeconds,
    addressOf: (id) => `${http.publicUrl}/api/evidence/${id}/audio.wav`,
    clock,
    log,
  })
  return {
    sound,
    windows,
    clips,
    reviews,
    history,
    remember: (openStream) => remembered(openStream, sound, log),
    keepEvidence: evidence.enabled ? (raised) => recorder.begin(raised) : undefined,
    follow(pipeline) {
      followed = pipeline
      pipeline.onUpdate((update) => windows.note(update))
      pipeline.onUpdate(rememberIn(history, pipeline, clock))
    },
    services: [reviews, history, ...(evidence.enabled ? [clips, recorder] : [])],
  }
}

/** The clips of alarms that stand. What stands before an address may have changed since it was made. */
function standingClips(sources: ReturnType<Pipeline['sources']>): ReadonlySet<string> {
  const standing = sources.filter(({ alarm }) => alarm.state !== 'quiet')
  const ids = standing.map(({ alarm }) => /\/api\/evidence\/([^/]+)\//.exec(alarm.event?.data.evidence ?? '')?.[1])
  return new Set(ids.filter((id) => id !== undefined))
}

/** Windows as the alarm saw them. */
function rememberIn(
  history: VerdictHistory,
  pipeline: Pick<Pipeline, 'sources'>,
  clock: Clock,
): (update: PipelineUpdate) => void {
  const chunks = new Map<string, number>()
  return (update) => {
    if (update.kind !== 'judged') return
    const { source, judged } = update
    const { verdict, explanation } = judged
    if (!chunks.has(source) || chunks.size > MOST_CHUNKS) {
      chunks.clear()
      for (const status of pipeline.sources()) chunks.set(status.source, status.chunk.durationMs)
    }
    const window = {
      scores: explanation.labels.map(({ label, score }) => ({ label, score })),
      endMs: verdict.window.endMs,
      heardAtMs: clock(),
      isSilenced: explanation.isSilenced ?? false,
    }
    history.add(source, window, { bundle: update.bundle, chunkMs: chunks.get(source) ?? 0 })
  }
}
