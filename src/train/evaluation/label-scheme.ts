import { DatasetError, ParameterError } from '../../errors.ts'
import type { LabelSpec } from '../../model/bundle.ts'
import { isSpotter } from '../../model/spotting.ts'
import { usualNormalLabels } from '../normal-labels.ts'

/** What can be asked of a bundle on a data set whose labels need not be its own. */
export interface LabelScheme {
  /** Labels of the data set that mean that all is well; none for a bundle of words. */
  readonly normal: readonly string[]
  /** `labels`: which label; `anomaly`: only whether all is well. */
  readonly level: 'labels' | 'anomaly'
  /** Rows and columns of the confusion matrix. */
  readonly rows: readonly string[]
  /** Labels of the data set that are compared at this level. */
  readonly compared: readonly string[]
  /** Labels of the data set that the bundle does not know. */
  readonly strange: readonly string[]
}

/** Rows of the matrix where only anomalies are told. */
export const ANOMALY_ROWS = ['normal', 'abnormal'] as const

export interface LabelSchemeParams {
  /** Labels of the data set. */
  readonly found: readonly string[]
  readonly bundle: readonly Pick<LabelSpec, 'name' | 'normal'>[]
  /** Whether the bundle gives a probability per label, or only says whether all is well. */
  readonly tellsLabels: boolean
  /** Labels of the data set that the user calls normal. */
  readonly normal?: readonly string[] | undefined
}

/**
 * Bring the labels of a data set and of a bundle together.
 *
 * @throws {@link ParameterError} when `normal` names a label that the data set has not.
 * @throws {@link DatasetError} when it is not known which label is normal, and the bundle has such labels.
 */
export function matchLabels({ found, bundle, tellsLabels, normal }: LabelSchemeParams): LabelScheme {
  const known = bundle.map(({ name }) => name)
  const common = found.filter((label) => known.includes(label))
  const scheme = {
    normal: normalLabels(found, bundle, normal),
    strange: found.filter((label) => !known.includes(label)),
  }
  return tellsLabels && common.length >= 2
    ? { ...scheme, level: 'labels', rows: known, compared: common }
    : { ...scheme, level: 'anomaly', rows: ANOMALY_ROWS, compared: found }
}

function normalLabels(
  found: readonly string[],
  bundle: LabelSchemeParams['bundle'],
  asked: readonly string[] | undefined,
): readonly string[] {
  if (asked !== undefined) {
    const unknown = asked.filter((label) => !found.includes(label))
    if (unknown.length === 0) return asked
    throw new ParameterError(`--normal names ${unknown.join(', ')}; the data set's labels are ${found.join(', ')}`)
  }
  const known = bundle.filter((label) => label.normal).map(({ name }) => name)
  const common = found.filter((label) => known.includes(label))
  const normal = common.length > 0 ? common : usualNormalLabels(found)
  if (normal.length > 0 || isSpotter(bundle)) return normal
  throw new DatasetError(`which of ${found.join(', ')} mean that all is well? Name them with --normal`)
}
