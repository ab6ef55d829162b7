import { tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError } from '../errors.ts'
import { batchesOf, stackInputs } from './batches.ts'
import type { Example } from './example.ts'

export interface Evaluation {
  /** Mean cross-entropy. @unit nat */
  readonly loss: number
  /** Share of examples whose most probable label is the right one, 0..1. */
  readonly accuracy: number
  /** `confusion[actual][predicted]` examples. */
  readonly confusion: readonly (readonly number[])[]
}

const BATCH_SIZE = 32
/** Keeps the loss finite where a network is certain and wrong. */
export const LEAST_PROBABILITY = 1e-7

/** Probabilities of every label, example by example. */
export async function predict(model: LayersModel, examples: readonly Example[]): Promise<Float32Array[]> {
  const inputShape = exampleShape(model)
  const rows: Float32Array[] = []
  for (const batch of batchesOf(examples, BATCH_SIZE)) {
    const output = tidy(() => {
      const [probabilities] = [model.predictOnBatch(stackInputs(batch, inputShape))].flat()
      if (probabilities === undefined) throw new EngineError('the network gave no output')
      return probabilities
    })
    const values = Float32Array.from(await output.data())
    output.dispose()
    const width = values.length / batch.length
    for (let i = 0; i < batch.length; i += 1) rows.push(values.slice(i * width, (i + 1) * width))
  }
  return rows
}

/** How well a network knows examples. */
export async function evaluate(model: LayersModel, examples: readonly Example[]): Promise<Evaluation> {
  const rows = await predict(model, examples)
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

/** Shape of one example of a network, the batch axis left out. */
export function exampleShape(model: LayersModel): readonly number[] {
  return (model.inputs[0]?.shape ?? []).slice(1).map((length) => length ?? 1)
}
