import { join } from 'node:path'
import { assignmentsFile } from '../adapters/disk/assignments-file.ts'
import { writeBundle } from '../adapters/disk/bundle-folder.ts'
import { learnOnThread } from '../adapters/threads/learning-work.ts'
import type { Config } from '../config.ts'
import type { LearntNormal } from '../learn/normal-learning.ts'
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
): { readonly sourceModels: SourceModels; readonly learnings: Learnings } {
  const store = assignmentsFile(join(directory, 'sources.json'))
  const sourceModels = new SourceModels({ shelf, store, pipeline, log })
  const accept = async (source: string, { draft, files, report }: LearntNormal): Promise<void> => {
    const { windows, raisedHeldOut, stretch } = report
    const training = { source, windows, figures: { raisedHeldOut, stretch }, remarks: [...report.remarks] }
    await writeBundle(join(directory, draft.name), { ...draft, training }, files)
    await sourceModels.use(source, draft.name)
  }
  return { sourceModels, learnings: new Learnings({ pipeline, begin: learnOnThread, accept, clock, log }) }
}
