import { tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError } from '../errors.ts'
import { batchesOf, stackInputs } from './batches.ts'
import { type Evaluation, evaluateRows } from './evaluate-rows.ts'
import type { Example } from './example.ts'

const BATCH_SIZE = 32
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
  return evaluateRows(await predict(model, examples), examples)
}

/** Shape of one example of a network, the batch axis left out. */
export function exampleShape(model: LayersModel): readonly number[] {
  return (model.inputs[0]?.shape ?? []).slice(1).map((length) => length ?? 1)
}
