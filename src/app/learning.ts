import { join } from 'node:path'
import { assignmentsFile } from '../adapters/disk/assignments-file.ts'
import { LearntFolder } from '../adapters/disk/learnt-folder.ts'
import { learnOnThread } from '../adapters/threads/learning-work.ts'
import type { Config } from '../config.ts'
import { summariseSessions } from '../learn/learnt-sessions.ts'
import type { LearntLive } from '../learn/live-learning.ts'
import { Learnings } from '../pipeline/learning/learnings.ts'
import type { ModelShelf } from '../pipeline/model-registry.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Clock, Log } from '../pipeline/ports.ts'
import { SourceModels } from '../pipeline/source-models.ts'

export interface LearningPorts {
  readonly folder: LearntFolder
  readonly shelf: ModelShelf
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
}

/** Learning from live sources, and the sources that are judged by what was learnt. */
export function createLearning(
  { audio: { maxSources }, learning: { directory } }: Pick<Config, 'audio' | 'learning'>,
  { folder, shelf, pipeline, log, clock }: LearningPorts,
): { readonly sourceModels: SourceModels; readonly learnings: Learnings } {
  const store = assignmentsFile(join(directory, 'sources.json'))
  const sourceModels = new SourceModels({ shelf, store, pipeline, maxSources, log })
  const accept = async (source: string, { draft, files, report, sound }: LearntLive): Promise<void> => {
    const { windows, raisedHeldOut, stretch } = report
    const { sessions, farthest } = summariseSessions(report)
    const training = {
      source,
      windows,
      sessions: sessions.map((session) => ({ ...session })),
      farthest: farthest && { ...farthest, band: { ...farthest.band } },
      figures: { raisedHeldOut, stretch },
      remarks: [...report.remarks],
    }
    await folder.write({ ...draft, training }, files, sound)
    await sourceModels.use(source, draft.name)
  }
  const learnings = new Learnings({ pipeline, begin: learnOnThread, accept, clock, log })
  return { sourceModels, learnings }
}

/** What a former process had begun to write is put right, before anything is read of it. */
export async function openLearnt({ learning }: Pick<Config, 'learning'>, log: Log): Promise<LearntFolder> {
  const folder = new LearntFolder({ ...learning, log })
  await folder.finish()
  return folder
}
