import { DatasetError } from '../errors.ts'
import { arrangement, createFrontEnd } from '../model/front-end.ts'
import type { NetworkArtifacts } from '../model/network-files.ts'
import { type FrontEndSpec, type PresetChoice, type PresetName, presets } from '../model/presets.ts'
import type { Random } from '../synth/random.ts'
import { type Augmentation, maskFrames } from './augmentation.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { NetworkKindName } from './classifier-kind-names.ts'
import { classifierKinds } from './classifier-kinds.ts'
import type { DatasetFolder } from './dataset-folder.ts'
import type { Evaluation } from './evaluate-rows.ts'
import { evaluate } from './evaluation.ts'
import type { Example } from './example.ts'
import { hearTwins, readExamples } from './examples.ts'
import { type EpochMetrics, type FitParams, type FitResult, fitNetwork } from './fit.ts'
import { describeHeard, type HeardRecordings } from './heard-recordings.ts'
import { splitRecordings } from './split-recordings.ts'
import { computeStandardisation } from './standardisation.ts'
import { toArtifacts } from './weights.ts'

export interface ClassifierParams extends FitParams {
  readonly kind: NetworkKindName
  /** In place of the kind's own front end. */
  readonly preset?: PresetName
  readonly frontEnd: PresetChoice
  /** Share of each label's recordings that training is checked with, and does not see. */
  readonly validationShare: number
  /** Machines to check with instead, whole: the share is then not drawn. */
  readonly heldOutMachines?: readonly string[]
  readonly augmentation: Augmentation
}

/** Told how far training has come. */
export interface TrainingObserver {
  onRead(done: number, file: string): void
  /** Changed copies have been made of so many of `total` recordings. */
  onTwins(done: number, total: number): void
  /** So many of `total` examples of an epoch have been learnt from. */
  onStep(seen: number, total: number, epoch: number): void
  /** Given what an epoch ended with, to be kept before `onEpoch` is told of it. */
  onCheckpoint(checkpoint: Checkpoint): void | Promise<void>
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
  const twins = await hearTwins(dataset.root, split.training, plain, { augmentation, seed }, (done) =>
    observer.onTwins(done, split.training.length),
  )
  const training = [...split.training, ...twins]

  const standardisation = computeStandardisation(
    training.map(({ input }) => input),
    open.features.nMfcc,
  )
  const spec: FrontEndSpec = { ...open, features: { ...open.features, standardisation } }
  const arrange = arrangement(spec.features)
  const prepare = ({ input, label }: Example): Example => ({ input: arrange(input), label })
  const prepared = { training: training.map(prepare), validation: split.validation.map(prepare) }

  const { inputShape } = createFrontEnd(spec.audio, spec.features)
  const network = kind.build({ inputShape, labelCount: dataset.labels.length, seed })
  try {
    const result = await fitNetwork(network, prepared, params, observer.onEpoch, {
      onStep: (seen, epoch) => observer.onStep(seen, prepared.training.length, epoch),
      onState: (state) => observer.onCheckpoint({ fingerprint, state }),
      vary: masking(spec, augmentation),
      from: from?.state,
    })
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

function masking(
  { features: { frames, layout } }: FrontEndSpec,
  { maskShare }: Augmentation,
): ((input: Float32Array, random: Random) => Float32Array) | undefined {
  if (maskShare === 0) return undefined
  const framesAxis = layout === 'frames,coefficients' ? 'first' : 'last'
  return (input, random) => maskFrames(input, { frames: frames.count, framesAxis }, maskShare, random)
}
