import { ParameterError } from '../errors.ts'
import type { LabelSpec } from '../model/bundle.ts'
import type { Verdict } from '../model/verdict.ts'
import type { LabelScore } from './alarm.ts'

/** The label of an alarm by a detector that has learned only what is normal. */
const ANOMALOUS = 'anomalous'

/**
 * What the alarm looks at in a verdict: the probability of each label that is not normal, or the one
 * anomaly score of a detector that knows no labels.
 *
 * @param labels - The bundle's, in the order of the verdict's probabilities.
 * @throws {@link ParameterError} when the two do not belong together.
 */
export function labelScores(
  { probabilities, score }: Pick<Verdict, 'probabilities' | 'score'>,
  labels: readonly Pick<LabelSpec, 'name' | 'normal'>[],
): LabelScore[] {
  if (probabilities.length === 0) return [{ label: ANOMALOUS, score }]
  if (probabilities.length !== labels.length) {
    throw new ParameterError(`${probabilities.length} probabilities do not fit ${labels.length} labels`)
  }
  return probabilities.flatMap((probability, i) => {
    const label = labels[i]
    return label === undefined || label.normal ? [] : [{ label: label.name, score: probability }]
  })
}
