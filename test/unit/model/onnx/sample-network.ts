import { tensor, tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import type { NetworkArtifacts } from '../../../../src/model/network-files.ts'
import type { NetworkShape } from '../../../../src/model/network-shape.ts'
import { loadOnnxNetwork } from '../../../../src/model/onnx-network.ts'
import { loadTensorFlowNetwork } from '../../../../src/model/tensorflow-network.ts'
import { toArtifacts } from '../../../../src/train/weights.ts'
import { largestDifference, noise } from '../../../signals.ts'

/** A layer of TensorFlow.js. */
export type Layer = Parameters<Sequential['add']>[0]

export interface SampleNetwork {
  readonly artifacts: NetworkArtifacts
  readonly shape: NetworkShape
}

/** A network of these layers, the first of which says the input's shape. */
export function sampleNetwork(stack: readonly Layer[]): Promise<SampleNetwork> {
  return sampleOf(sequential({ layers: [...stack] }))
}

/**
 * A network of which only the weights are drawn: variances and scales above 0, the others so that a sum stays about as
 * large as what is summed. The model is disposed of.
 */
export async function sampleOf(model: LayersModel): Promise<SampleNetwork> {
  try {
    tidy(() => {
      const drawn = model.getWeights().map(({ shape, size }, i) => {
        const isPositive = /variance|gamma/.test(model.weights[i]?.originalName ?? '')
        const width = Math.sqrt(size / (shape.at(-1) ?? 1))
        const values = noise(size, 1 + i).map((value) => (isPositive ? 1 + value / 2 : value / width))
        return tensor(values, shape)
      })
      model.setWeights(drawn)
    })
    const shape = {
      input: model.inputs[0]?.shape.slice(1).map((length) => length ?? 1) ?? [],
      outputs: model.outputs[0]?.shape[1] ?? 0,
    }
    return { artifacts: await toArtifacts(model), shape }
  } finally {
    model.dispose()
  }
}

/**
 * How far ONNX Runtime's answers are from TensorFlow.js's, at most, to inputs drawn from a few seeds. The backend cpu
 * has to have been started.
 */
export async function differenceOf({ artifacts, shape }: SampleNetwork): Promise<number> {
  const oracle = await loadTensorFlowNetwork(artifacts, shape, 'cpu')
  const network = await loadOnnxNetwork(artifacts, shape)
  let largest = 0
  for (const seed of [1, 2, 3]) {
    const input = noise(
      shape.input.reduce((product, length) => product * length, 1),
      seed,
    ).map((x) => 2 * x)
    largest = Math.max(largest, largestDifference(await network.predict(input), await oracle.predict(input)))
  }
  oracle.dispose()
  network.dispose()
  return largest
}
