import type { LabelSpec, LinearManifest } from '../../model/bundle.ts'
import { packArrays } from '../../model/detectors/weight-arrays.ts'
import { linearArrays, softmax, weightedSums } from '../../model/linear-scorer.ts'
import type { SoundStatistics } from '../../model/sound-statistics.ts'
import type { Augmentation } from '../augmentation.ts'
import type { DatasetFolder } from '../dataset-folder.ts'
import { type Evaluation, evaluateRows } from '../evaluate-rows.ts'
import { type HeardExample, hearTwins, readExamples } from '../examples.ts'
import { describeHeard, type HeardRecordings } from '../heard-recordings.ts'
import { splitByMachine } from '../split-by-machine.ts'
import { analyse } from './analyse.ts'
import { type CrossValidation, crossValidate, type GroupedExample } from './cross-validation.ts'
import { calibrated, type Discriminant } from './discriminant.ts'
import { relativeExamples } from './relative-examples.ts'
import { SoundHearing } from './sound-hearing.ts'

export interface LinearParams {
  readonly labels: readonly LabelSpec[]
  /** Machines to check with, whole; left out: the recordings check each other in turn. */
  readonly heldOutMachines?: readonly string[]
  /** Normal recordings of a machine that it is judged relative to; 0: sounds are judged as they are. */
  readonly references: number
  readonly augmentation: Augmentation
  readonly seed: number
}

/** Told how far training has come. */
export interface LinearObserver {
  onRead(done: number, file: string): void
  onTwins(done: number, total: number): void
}

export interface TrainedLinear {
  readonly form: Pick<LinearManifest, 'kind' | 'audio' | 'window' | 'features' | 'weighs' | 'weights' | 'arrays'>
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly training: Evaluation
  /** On held-out machines, or by cross-validation. */
  readonly validation: Evaluation
  readonly chosen: Pick<CrossValidation, 'folds' | 'shrinkage' | 'sharpness'>
  readonly fingerprint: string
  readonly heard: HeardRecordings
}

const WEIGHTS_FILE = 'classifier.bin'

/**
 * Learn, in closed form, to tell the labels of a data set apart by the statistics of its recordings.
 *
 * The figures of the validation come from classifiers that had not heard what they were asked about: neither the
 * recording, nor a copy made of it, nor, for relative ones, the machine. What is kept has learnt from all recordings
 * but those of held-out machines.
 *
 * @throws {@link DatasetError} when a recording cannot be used, or there are too few of a label or machine.
 */
export async function trainLinear(
  dataset: DatasetFolder,
  params: LinearParams,
  observer: LinearObserver,
): Promise<TrainedLinear> {
  const { heldOutMachines, augmentation, seed } = params
  const hearing = new SoundHearing()
  const { examples, fingerprint } = await readExamples(dataset, hearing, observer.onRead)
  const split = heldOutMachines ? splitByMachine(examples, heldOutMachines) : { training: examples, validation: [] }
  const twins = await hearTwins(dataset.root, split.training, hearing, { augmentation, seed }, (done) =>
    observer.onTwins(done, split.training.length),
  )
  const training = prepare(split.training, twins, hearing.begun.meter, params)
  const tried = crossValidate(training, { labels: dataset.labels, preferred: preferredOf(params) }, seed)
  const discriminant = calibrated(analyse(training, dataset.labels.length).fit(tried.shrinkage), tried)

  const asked = training.filter(({ isTwin }) => !isTwin)
  const unheard = split.validation.length > 0 ? prepare(split.validation, [], hearing.begun.meter, params) : undefined
  const form = describe(params, hearing, discriminant)
  return {
    ...form,
    training: evaluateRows(probabilities(asked, discriminant), asked),
    validation: unheard
      ? evaluateRows(probabilities(unheard, discriminant), unheard)
      : evaluateRows(tried.sums.map(softmax), asked),
    chosen: tried,
    fingerprint,
    heard: describeHeard(split),
  }
}

function prepare(
  examples: readonly HeardExample[],
  twins: readonly HeardExample[],
  { parts }: Pick<SoundStatistics, 'parts'>,
  params: LinearParams,
): readonly GroupedExample[] {
  const { references, seed } = params
  if (references > 0) {
    return relativeExamples([...examples, ...twins], parts, { references, normal: normalOf(params), seed })
  }
  const grouped =
    (isTwin: boolean) =>
    ({ input, label, original }: HeardExample): GroupedExample => ({
      input,
      label,
      group: original,
      isTwin,
    })
  return [...examples.map(grouped(false)), ...twins.map(grouped(true))]
}

/**
 * A few recordings say little of how a healthy machine varies that was never heard: there, much of what is healthy would
 * be given away for a fault that is a little like it. Machines are well most of the time, and false alarms cost trust.
 */
function preferredOf(params: LinearParams): ReadonlySet<number> {
  return params.references > 0 ? normalOf(params) : new Set()
}

function normalOf({ labels }: LinearParams): ReadonlySet<number> {
  return new Set(labels.flatMap((label, index) => (label.normal ? [index] : [])))
}

function probabilities(examples: readonly GroupedExample[], { weights, biases }: Discriminant): Float32Array[] {
  return examples.map(({ input }) => softmax(weightedSums(Float64Array.from(input), weights, biases)))
}

function describe(
  { labels, references }: LinearParams,
  { begun: { frontEnd, meter } }: SoundHearing,
  { weights, biases }: Discriminant,
): Pick<TrainedLinear, 'form' | 'files'> {
  const weighs = references > 0 ? 'difference' : 'sound'
  const values = [weights, biases]
  const arrays = linearArrays({ labels: [...labels], weighs }, meter)
  const packed = packArrays(arrays.map((shape, i) => ({ ...shape, values: Float32Array.from(values[i] ?? []) })))
  return {
    form: {
      kind: 'linear',
      ...frontEnd,
      weighs,
      weights: WEIGHTS_FILE,
      arrays: arrays.map(({ name, shape }) => ({ name, shape: [...shape] })),
    },
    files: new Map([[WEIGHTS_FILE, packed]]),
  }
}
