export interface Evaluation {
  /** Mean cross-entropy. @unit nat */
  readonly loss: number
  /** Share of examples whose most probable label is the right one, 0..1. */
  readonly accuracy: number
  /** `confusion[actual][predicted]` examples. */
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
  for (const [i, { label }] of examples.entries()) {
    const probabilities = rows[i] ?? new Float32Array()
    const predicted = probabilities.indexOf(Math.max(...probabilities))
    loss -= Math.log(Math.max(LEAST_PROBABILITY, probabilities[label] ?? 0)) / examples.length
    right += predicted === label ? 1 : 0
    const row = confusion[label]
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1
  }
  return { loss, accuracy: right / examples.length, confusion }
}
