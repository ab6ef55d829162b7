import type { LabelSpec } from '../../model/bundle.ts'
import type { Scorer } from '../../model/scoring.ts'
import type { ModelIdentity } from '../../model/verdict.ts'
import type { DatasetFolder } from '../dataset-folder.ts'
import {
  type FaultFigures,
  type Figures,
  figuresOf,
  figuresPerFault,
  figuresPerMachine,
  type MachineFigures,
} from './figures.ts'
import { type Floors, measureFloors } from './floors.ts'
import { describeHeldOut, type HeldOut } from './held-out.ts'
import { type JudgingScorer, judgeClips } from './judge-clips.ts'
import type { JudgedClip, RefusedClip } from './judged-clip.ts'
import { type LabelScheme, matchLabels } from './label-scheme.ts'

/** Everything that is known of a bundle on a data set. */
export interface DatasetEvaluation {
  readonly dataset: DatasetFolder
  readonly model: ModelIdentity
  readonly engine: string
  readonly scheme: LabelScheme
  readonly figures: Figures
  readonly floors: Floors
  readonly perFault: readonly FaultFigures[]
  readonly perMachine: readonly MachineFigures[]
  /** With every recording at one level. */
  readonly scaled: Figures & { readonly levelDbfs: number }
  readonly heldOut: HeldOut
  readonly clips: readonly JudgedClip[]
  readonly refused: readonly RefusedClip[]
}

export interface EvaluateParams {
  readonly dataset: DatasetFolder
  readonly scorer: JudgingScorer & Pick<Scorer, 'identity' | 'engineName'>
  /** Labels of the data set that mean that all is well; by default those of the bundle, or the usual names. */
  readonly normal?: readonly string[] | undefined
  /** Told how many of `2 * recordings` readings are done. */
  readonly onRead?: (done: number, file: string) => void
}

/**
 * Evaluate any bundle on any data set: which label where their labels meet, whether all is well everywhere.
 *
 * @throws {@link DatasetError} when no recording can be judged, or it is not known which label is normal.
 * @throws {@link ParameterError} when `normal` names a label that the data set has not.
 */
export async function evaluateDataset(params: EvaluateParams): Promise<DatasetEvaluation> {
  const { dataset, scorer, normal, onRead } = params
  const { manifest } = scorer
  const bundle: readonly LabelSpec[] = manifest.labels
  const schemeFor = (tellsLabels: boolean): LabelScheme =>
    matchLabels({ found: dataset.labels, bundle, tellsLabels, normal })
  const { clips, refused, commonLevelDbfs } = await judgeClips({
    dataset,
    scorer,
    normal: schemeFor(true).normal,
    ...(onRead === undefined ? {} : { onRead }),
  })
  const scheme = schemeFor(clips.every(({ verdict }) => verdict.probabilities.length > 0))
  const asHeard = ({ verdict }: JudgedClip): JudgedClip['verdict'] => verdict
  return {
    dataset,
    model: scorer.identity,
    engine: scorer.engineName,
    scheme,
    figures: figuresOf(clips, scheme, asHeard),
    floors: measureFloors(clips),
    perFault: figuresPerFault(clips, asHeard),
    perMachine: figuresPerMachine(clips, scheme, asHeard),
    scaled: { levelDbfs: commonLevelDbfs, ...figuresOf(clips, scheme, ({ scaled }) => scaled) },
    heldOut: describeHeldOut(clips, scheme),
    clips,
    refused,
  }
}
