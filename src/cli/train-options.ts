import { ParameterError } from '../errors.ts'
import type { PresetChoice, PresetName } from '../model/presets.ts'
import type { Augmentation } from '../train/augmentation.ts'
import type { ClassifierKindName } from '../train/classifier-kind-names.ts'
import type { Refit } from '../train/refit.ts'
import type { RunRecord } from '../train/runs/run-record.ts'

/** What a training is asked for; all of it is kept with the run. */
export interface TrainingOptions {
  readonly kind: ClassifierKindName
  readonly preset?: PresetName
  readonly background?: string
  readonly labels?: readonly string[]
  readonly normal?: readonly string[]
  readonly messages?: readonly string[]
  /** Of networks: {@link FIT_DEFAULTS} unless it is given. What is in closed form has neither epochs nor steps. */
  readonly epochs?: number
  readonly patience?: number
  readonly batchSize: number
  readonly learningRate?: number
  readonly validation: number
  readonly holdOut?: readonly string[]
  readonly refit: Refit
  readonly seed: number
  readonly resampler: PresetChoice['resampler']
  readonly padMode: PresetChoice['padMode']
  readonly augment: number
  readonly augmentSnr: readonly [number, number]
  readonly augmentGain: number
  readonly augmentShift: number
  readonly augmentMask: number
  /** Normal recordings of a machine that it is judged relative to; 0: sounds are judged as they are. */
  readonly relativeTo: number
  readonly name?: string
  readonly version: string
  readonly description?: string
}

/** What may differ when a training is taken up again. */
export interface TrainOptions extends TrainingOptions {
  readonly out: string
  readonly runs: string
  readonly dryRun?: true
  readonly mlflow?: string
  readonly experiment: string
  readonly resume?: string
}

/** Options that a resumed training may be given beside `--resume`. */
const FREE: readonly string[] = ['out', 'runs', 'dryRun', 'mlflow', 'experiment', 'resume']

const WHOLE_SOUND = 'lda looks at recordings as a whole, through a front end of its own'
const IN_CLOSED_FORM = 'lda learns in closed form, in one step'
const CROSS_VALIDATED = 'lda checks itself by cross-validation, or with --hold-out, and learns from all recordings'

/** Options that only networks have, each with why `lda` has not. */
const OF_NETWORKS: Readonly<Record<string, string>> = {
  preset: WHOLE_SOUND,
  resampler: WHOLE_SOUND,
  padMode: WHOLE_SOUND,
  background: 'lda has no label for what is none of the others',
  epochs: IN_CLOSED_FORM,
  patience: IN_CLOSED_FORM,
  batchSize: IN_CLOSED_FORM,
  learningRate: IN_CLOSED_FORM,
  validation: CROSS_VALIDATED,
  refit: CROSS_VALIDATED,
}

/**
 * @param given - Names of the options that the command line gave, for a training of `lda`.
 * @throws {@link ParameterError} when some of them have no meaning there.
 */
export function refuseOptionsOfNetworks(given: readonly string[]): void {
  const surplus = Object.keys(OF_NETWORKS).filter((name) => given.includes(name))
  if (surplus.length === 0) return
  const reasons = [...new Set(surplus.map((name) => OF_NETWORKS[name]))]
  throw new ParameterError(`for networks only: ${surplus.map(flagOf).join(', ')} (${reasons.join('; ')})`)
}

function flagOf(option: string): string {
  return `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** What belongs to the run, as JSON. */
export function keptOptions(options: TrainOptions): Record<string, string | number | string[] | number[]> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !FREE.includes(name)))
}

/**
 * The options of a run that is taken up again.
 *
 * @param given - Names of the options that the command line gave.
 * @throws {@link ParameterError} when one of them belongs to the run, or the run is too old to know its own.
 */
export function resumedOptions(options: TrainOptions, run: RunRecord, given: readonly string[]): TrainOptions {
  const surplus = given.filter((name) => !FREE.includes(name))
  if (surplus.length > 0) {
    const flags = surplus.map(flagOf).join(', ')
    throw new ParameterError(`a training that is resumed keeps its options: leave out ${flags}`)
  }
  if (run.options === undefined)
    throw new ParameterError(`run ${run.id} does not say what it was asked for: train anew`)
  return { ...options, ...run.options, name: run.name }
}

export function augmentationOf(options: TrainingOptions): Augmentation {
  const { augment, augmentSnr, augmentGain, augmentShift, augmentMask } = options
  return {
    twins: augment,
    snrDb: augmentSnr,
    gainDb: augmentGain,
    shiftShare: augmentShift,
    maskShare: augmentMask,
  }
}
