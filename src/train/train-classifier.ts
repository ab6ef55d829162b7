import { arrangement, createFrontEnd } from '../model/front-end.ts'
import type { NetworkArtifacts } from '../model/network-files.ts'
import type { FrontEndSpec, PresetChoice } from '../model/presets.ts'
import { type ClassifierKindName, classifierKinds } from './classifier-kinds.ts'
import type { DatasetFolder } from './dataset-folder.ts'
import { type Evaluation, evaluate } from './evaluation.ts'
import type { Example } from './example.ts'
import { readExamples } from './examples.ts'
import { type EpochMetrics, type FitParams, type FitResult, fitNetwork } from './fit.ts'
import { describeHeard, type HeardRecordings } from './heard-recordings.ts'
import { splitByLabel } from './split.ts'
import { splitByMachine } from './split-by-machine.ts'
import { computeStandardisation } from './standardisation.ts'
import { toArtifacts } from './weights.ts'

export interface ClassifierParams extends FitParams {
  readonly kind: ClassifierKindName
  readonly frontEnd: PresetChoice
  /** Share of each label's recordings that training is checked with, and does not see. */
  readonly validationShare: number
  /** Machines to check with instead, whole: the share is then not drawn. */
  readonly heldOutMachines?: readonly string[]
}

/** Told how far training has come. */
export interface TrainingObserver {
  onRead(done: number, file: string): void
  onEpoch(metrics: EpochMetrics): void | Promise<void>
}

/** A classifier with its weights, and what is known of it. */
export interface TrainedClassifier {
  readonly spec: FrontEndSpec
  readonly artifacts: NetworkArtifacts
  readonly fit: FitResult
  readonly training: Evaluation
  readonly validation: Evaluation
  readonly weightCount: number
  /** Of the data set, see {@link readExamples}. */
  readonly fingerprint: string
  readonly heard: HeardRecordings
}

/**
 * Learn to tell the labels of a data set apart. TensorFlow.js's engine has to be started before, and
 * on WebAssembly its training kernels registered.
 *
 * @throws {@link DatasetError} when a recording cannot be used.
 * @throws {@link EngineError} when training runs out of numbers.
 */
export async function trainClassifier(
  dataset: DatasetFolder,
  params: ClassifierParams,
  observer: TrainingObserver,
): Promise<TrainedClassifier> {
  const { seed, validationShare: share, heldOutMachines } = params
  const kind = classifierKinds[params.kind]
  const open = kind.frontEnd(params.frontEnd)
  const plain = createFrontEnd(open.audio, { ...open.features, layout: 'coefficients,frames', standardisation: null })
  const { examples, fingerprint } = await readExamples(dataset, plain, observer.onRead)
  const split = heldOutMachines ? splitByMachine(examples, heldOutMachines) : splitByLabel(examples, { share, seed })

  const standardisation = computeStandardisation(
    split.training.map(({ input }) => input),
    open.features.nMfcc,
  )
  const spec: FrontEndSpec = { ...open, features: { ...open.features, standardisation } }
  const arrange = arrangement(spec.features)
  const prepare = ({ input, label }: Example): Example => ({ input: arrange(input), label })
  const prepared = { training: split.training.map(prepare), validation: split.validation.map(prepare) }

  const { inputShape } = createFrontEnd(spec.audio, spec.features)
  const network = kind.build({ inputShape, labelCount: dataset.labels.length, seed })
  try {
    const result = await fitNetwork(network, prepared, params, observer.onEpoch)
    return {
      spec,
      artifacts: await toArtifacts(network.model),
      fit: result,
      training: await evaluate(network.model, prepared.training),
      validation: await evaluate(network.model, prepared.validation),
      weightCount: network.model.countParams(),
      fingerprint,
      heard: describeHeard(split),
    }
  } finally {
    network.model.dispose()
  }
}
