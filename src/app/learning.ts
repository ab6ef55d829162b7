import { join } from 'node:path'
import { assignmentsFile } from '../adapters/disk/assignments-file.ts'
import { writeBundle } from '../adapters/disk/bundle-folder.ts'
import { KEPT_SOUND, keptSoundIn } from '../adapters/disk/kept-sound-file.ts'
import { finishBundles } from '../adapters/disk/unfinished-bundles.ts'
import { learnOnThread } from '../adapters/threads/learning-work.ts'
import type { Config } from '../config.ts'
import { summariseSessions } from '../learn/learnt-sessions.ts'
import type { LearntLive } from '../learn/live-learning.ts'
import type { KeptSound } from '../pipeline/learning/further-session.ts'
import { Learnings } from '../pipeline/learning/learnings.ts'
import type { ModelShelf } from '../pipeline/model-registry.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Clock, Log } from '../pipeline/ports.ts'
import { SourceModels } from '../pipeline/source-models.ts'

export interface LearningPorts {
  readonly shelf: ModelShelf
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
}

/** Learning from live sources, and the sources that are judged by what was learnt. */
export function createLearning(
  { learning: { directory } }: Pick<Config, 'learning'>,
  { shelf, pipeline, log, clock }: LearningPorts,
): { readonly sourceModels: SourceModels; readonly learnings: Learnings; readonly keptSound: KeptSound } {
  const store = assignmentsFile(join(directory, 'sources.json'))
  const sourceModels = new SourceModels({ shelf, store, pipeline, log })
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
    const beside = new Map([[KEPT_SOUND, sound]])
    await writeBundle(join(directory, draft.name), { ...draft, training }, files, beside)
    await sourceModels.use(source, draft.name)
  }
  const learnings = new Learnings({ pipeline, begin: learnOnThread, accept, clock, log })
  return { sourceModels, learnings, keptSound: keptSoundIn(directory) }
}

/** What a former process had begun to write; before anything is read of it. */
export async function finishLearnt({ learning: { directory } }: Pick<Config, 'learning'>, log: Log): Promise<void> {
  await finishBundles(directory).catch((error: unknown) => {
    log.error('what was being written when the module ended cannot be put right', { directory, error })
  })
}
