import { DatasetError } from '../errors.ts'
import { createFrontEnd } from '../model/front-end.ts'
import type { NetworkArtifacts } from '../model/network-files.ts'
import { type FrontEndSpec, type PresetChoice, type PresetName, presets } from '../model/presets.ts'
import type { Augmentation } from './augmentation.ts'
import type { Checkpoint } from './checkpoint.ts'
import { ClassifierInTraining } from './classifier-in-training.ts'
import type { NetworkKindName } from './classifier-kind-names.ts'
import { classifierKinds } from './classifier-kinds.ts'
import type { DatasetFolder } from './dataset-folder.ts'
import type { Evaluation } from './evaluate-rows.ts'
import { type HeardExample, hearTwins, readExamples } from './examples.ts'
import { type EpochMetrics, type FitParams, type FitResult, fitNetwork } from './fit.ts'
import { fitAll } from './fit-all.ts'
import { describeHeard, type HeardRecordings } from './heard-recordings.ts'
import { isRefitted, type Refit } from './refit.ts'
import { splitRecordings } from './split-recordings.ts'

export interface ClassifierParams extends FitParams {
  readonly kind: NetworkKindName
  /** In place of the kind's own front end. */
  readonly preset?: PresetName
  readonly frontEnd: PresetChoice
  /** Share of each label's recordings that training is checked with, and does not see. */
  readonly validationShare: number
  /** Machines to check with instead, whole: the share is then not drawn. */
  readonly heldOutMachines?: readonly string[]
  /** Whether what is kept is trained once more, from all recordings. */
  readonly refit: Refit
  readonly augmentation: Augmentation
}

/** Told how far training has come. */
export interface TrainingObserver {
  onRead(done: number, file: string): void
  /** Changed copies have been made of so many of `total` recordings. */
  onTwins(done: number, total: number): void
  /** So many of `total` examples of an epoch have been learnt from. */
  onStep(seen: number, total: number, epoch: number): void
  /** As `onStep`, of the training from all recordings. */
  onStepOfAll(seen: number, total: number, epoch: number, epochs: number): void
  /** Given what an epoch ended with, to be kept before `onEpoch` is told of it. */
  onCheckpoint(checkpoint: Checkpoint): void | Promise<void>
  onEpoch(metrics: EpochMetrics): void | Promise<void>
}

/** A classifier with its weights, and what is known of it. */
export interface TrainedClassifier {
  readonly spec: FrontEndSpec
  readonly artifacts: NetworkArtifacts
  readonly fit: FitResult
  /** Of what is kept, on what it learnt from. */
  readonly training: Evaluation
  /** Of what had not learnt from these recordings. */
  readonly validation: Evaluation
  /** Epochs of the training from all recordings; 0 where there was none. */
  readonly epochsOfAll: number
  readonly weightCount: number
  /** Of the data set, see {@link readExamples}. */
  readonly fingerprint: string
  readonly heard: HeardRecordings
}

/**
 * Learn to tell the labels of a data set apart. TensorFlow.js's engine has to be started before, and
 * on WebAssembly its training kernels registered.
 *
 * @param from - Where to go on, with the same parameters.
 * @throws {@link DatasetError} when a recording cannot be used, or the recordings are not those of `from`.
 * @throws {@link EngineError} when training runs out of numbers.
 */
export async function trainClassifier(
  dataset: DatasetFolder,
  params: ClassifierParams,
  observer: TrainingObserver,
  from?: Checkpoint,
): Promise<TrainedClassifier> {
  const { seed, augmentation } = params
  const kind = classifierKinds[params.kind]
  const frontEnd = params.preset === undefined ? kind.frontEnd : presets[params.preset]
  const open = frontEnd(params.frontEnd)
  const plain = createFrontEnd(open.audio, { ...open.features, layout: 'coefficients,frames', standardisation: null })
  const { examples, fingerprint } = await readExamples(dataset, plain, observer.onRead)
  if (from !== undefined && from.fingerprint !== fingerprint) {
    throw new DatasetError(`the recordings in ${dataset.root} are not those that this training began with`)
  }
  const split = splitRecordings(examples, params)
  const isAgain = isRefitted(params.refit, { recordings: examples.length, heldOutMachines: params.heldOutMachines })
  const copied = isAgain ? [...split.training, ...split.validation] : split.training
  const twins = await hearTwins(dataset.root, copied, plain, { augmentation, seed }, (done) =>
    observer.onTwins(done, copied.length),
  )
  const begin = (learnt: readonly HeardExample[]): ClassifierInTraining => {
    const files = new Set(learnt.map(({ file }) => file))
    const own = [...learnt, ...twins.filter(({ file }) => files.has(file))]
    return new ClassifierInTraining(own, { open, kind, labelCount: dataset.labels.length, seed })
  }

  const { labelSmoothing } = kind.habits
  const checked = begin(split.training)
  let all: ClassifierInTraining | undefined
  let state = from?.state
  try {
    const validation = split.validation.map(checked.prepare)
    const fit = await fitNetwork(
      checked.network,
      { training: checked.training, validation },
      { ...params, labelSmoothing },
      observer.onEpoch,
      {
        onStep: (seen, epoch) => observer.onStep(seen, checked.training.length, epoch),
        onState: (reached) => {
          state = reached
          return observer.onCheckpoint({ fingerprint, state })
        },
        vary: checked.varying(augmentation),
        from: from?.state,
      },
    )
    const result = { fit, fingerprint, validation: await checked.evaluate(validation) }
    if (!isAgain || state === undefined) {
      return { ...result, ...(await checked.result()), heard: describeHeard(split), epochsOfAll: 0 }
    }
    const epochs = fit.epochs.length
    const again = begin(examples)
    all = again
    const first = state
    await fitAll(
      again.network,
      again.training,
      { ...params, epochs, labelSmoothing },
      {
        onStep: (seen, epoch) => observer.onStepOfAll(seen, again.training.length, epoch, epochs),
        onState: (reached) => observer.onCheckpoint({ fingerprint, state: first, again: reached }),
        vary: again.varying(augmentation),
        from: from?.again,
      },
    )
    const heard = describeHeard({ training: examples, validation: [] })
    return { ...result, ...(await again.result()), heard, epochsOfAll: epochs }
  } finally {
    checked.dispose()
    all?.dispose()
  }
}
