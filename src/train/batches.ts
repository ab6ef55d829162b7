import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { Example } from './example.ts'

/** Cut examples into batches, in order; the last may be smaller. */
export function* batchesOf(examples: readonly Example[], batchSize: number): Generator<readonly Example[]> {
  for (let start = 0; start < examples.length; start += batchSize) yield examples.slice(start, start + batchSize)
}

/**
 * Inputs as one tensor `[batch, ...inputShape]`.
 *
 * @param inputShape - All inputs of a batch have it.
 */
export function stackInputs(batch: readonly Example[], inputShape: readonly number[]): Tensor {
  const length = inputShape.reduce((product, side) => product * side, 1)
  const values = new Float32Array(batch.length * length)
  for (const [index, { input }] of batch.entries()) values.set(input, index * length)
  return tensor(values, [batch.length, ...inputShape])
}

/**
 * What a network is to answer, as one tensor `[batch, labelCount]`: 1 at the label and 0 elsewhere; for what is
 * none of the labels the same everywhere, so that a network learns to be undecided.
 *
 * @param smoothing - Share of the 1 that is spread over all labels.
 * @see D. Hendrycks, M. Mazeika and T. Dietterich, *Deep anomaly detection with outlier exposure*, ICLR 2019.
 */
export function targets(batch: readonly Example[], labelCount: number, smoothing = 0): Tensor {
  const values = new Float32Array(batch.length * labelCount).fill(smoothing / labelCount)
  for (const [index, { label }] of batch.entries()) {
    if (label < labelCount) values[index * labelCount + label] = 1 - smoothing + smoothing / labelCount
    else values.fill(1 / labelCount, index * labelCount, (index + 1) * labelCount)
  }
  return tensor(values, [batch.length, labelCount])
}
