export interface Evaluation {
  /** Mean cross-entropy. @unit nat */
  readonly loss: number
  /** Share of examples whose most probable label is the right one, 0..1; of those that have a label. */
  readonly accuracy: number
  /** `confusion[actual][predicted]` examples, of those that have a label. */
  readonly confusion: readonly (readonly number[])[]
}

/** Keeps the loss finite where a classifier is certain and wrong. */
export const LEAST_PROBABILITY = 1e-7

/**
 * How well a classifier knows examples.
 *
 * @param rows - What it says of each: a probability of every label.
 */
export function evaluateRows(
  rows: readonly Float32Array[],
  examples: readonly { readonly label: number }[],
): Evaluation {
  const labelCount = rows[0]?.length ?? 0
  const confusion = Array.from({ length: labelCount }, () => new Array<number>(labelCount).fill(0))
  let loss = 0
  let right = 0
  let labelled = 0
  for (const [i, { label }] of examples.entries()) {
    const probabilities = rows[i] ?? new Float32Array()
    const predicted = probabilities.indexOf(Math.max(...probabilities))
    loss += crossEntropyOf(probabilities, label) / examples.length
    right += predicted === label ? 1 : 0
    labelled += label < labelCount ? 1 : 0
    const row = confusion[label]
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1
  }
  return { loss, accuracy: right / Math.max(1, labelled), confusion }
}

/** Of what is none of the labels: against the same probability for each. */
function crossEntropyOf(probabilities: Float32Array, label: number): number {
  const costOf = (probability: number): number => -Math.log(Math.max(LEAST_PROBABILITY, probability))
  if (label < probabilities.length) return costOf(probabilities[label] ?? 0)
  return probabilities.reduce((sum, probability) => sum + costOf(probability), 0) / probabilities.length
}
