import { ParameterError } from '../errors.ts'
import type { LabelSpec } from '../model/bundle.ts'
import { setAsideBackground } from '../train/background.ts'
import { type ClassifierKindName, SPOTTER_KINDS } from '../train/classifier-kind-names.ts'
import { type DatasetFolder, findDataset } from '../train/dataset-folder.ts'
import { summariseDataset } from '../train/dataset-summary.ts'
import { usualNormalLabels } from '../train/normal-labels.ts'
import { isRefitted, type Refit } from '../train/refit.ts'
import { splitRecordings } from '../train/split-recordings.ts'
import { describeDataset } from './dataset-report.ts'
import { describeLabels } from './label-specs.ts'

/** What is to be learnt from what. */
export interface TrainingPlan {
  readonly dataset: DatasetFolder
  readonly labels: readonly LabelSpec[]
}

export interface TrainingPlanOptions {
  readonly kind: ClassifierKindName
  readonly labels?: readonly string[]
  readonly normal?: readonly string[]
  readonly messages?: readonly string[]
  readonly background?: string
}

/**
 * Find the recordings and say which labels mean that all is well: those that are asked for, or the usual names.
 *
 * @throws {@link DatasetError} when there is nothing to learn from.
 * @throws {@link ParameterError} when no label is known to be normal, or the lists do not fit each other.
 */
export async function planTraining(directory: string, options: TrainingPlanOptions): Promise<TrainingPlan> {
  const { background } = options
  const hasNone = background === undefined
  const found = await findDataset(directory, options.labels && [...options.labels, ...(hasNone ? [] : [background])])
  const dataset = hasNone ? found : setAsideBackground(found, background)
  const normal = options.normal ?? usualNormalLabels(dataset.labels)
  if (normal.length === 0 && !SPOTTER_KINDS.includes(options.kind)) {
    throw new ParameterError(`which of ${dataset.labels.join(', ')} mean that all is well? Name them with --normal`)
  }
  const { messages } = options
  return { dataset, labels: describeLabels({ labels: dataset.labels, normal, messages }) }
}

export interface SplitOptions {
  readonly validation: number
  readonly holdOut?: readonly string[]
  readonly kind: ClassifierKindName
  readonly refit: Refit
  readonly seed: number
}

/** What a dry run of `earshot train` says. Files of the same bytes are found to be one only when they are heard. */
export async function describePlan({ dataset, labels }: TrainingPlan, options: SplitOptions): Promise<string> {
  const { validation: validationShare, holdOut, kind, refit, seed } = options
  const { training, validation } = splitRecordings(dataset.recordings, {
    validationShare,
    seed,
    ...(holdOut === undefined ? {} : { heldOutMachines: holdOut }),
  })
  const how = holdOut === undefined ? 'drawn label by label, whole originals' : `all of ${holdOut.join(', ')}`
  const { length: recordings } = dataset.recordings
  const isAgain = kind !== 'lda' && isRefitted(refit, { recordings, heldOutMachines: holdOut })
  const then = isAgain ? `, then learn from all ${recordings}` : ''
  return (
    `${describeDataset(dataset.root, await summariseDataset(dataset))}\n` +
    `Labels: ${labels.map(({ name, normal }) => (normal ? `${name} (normal)` : name)).join(', ')}\n` +
    `Would learn from ${training.length} and check with ${validation.length} (${how})${then}.`
  )
}
