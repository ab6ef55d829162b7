import { ParameterError } from '../errors.ts'
import type { LabelSpec } from '../model/bundle.ts'

export interface LabelOptions {
  /** In the order of the network's outputs. */
  readonly labels: readonly string[]
  readonly normal: readonly string[]
  /** Texts for people, one a label; by default the labels. */
  readonly messages?: readonly string[] | undefined
}

/** @throws {@link ParameterError} when the lists do not fit each other. */
export function describeLabels({ labels, normal, messages = labels }: LabelOptions): LabelSpec[] {
  if (messages.length !== labels.length) {
    throw new ParameterError(
      `--messages gives ${messages.length} texts for ${labels.length} labels (${labels.join(', ')}); give one each`,
    )
  }
  const unknown = normal.filter((name) => !labels.includes(name))
  if (unknown.length > 0) {
    throw new ParameterError(`--normal names ${unknown.join(', ')}; the labels are ${labels.join(', ')}`)
  }
  return labels.map((name, i) => ({ name, message: messages[i] ?? name, normal: normal.includes(name) }))
}
