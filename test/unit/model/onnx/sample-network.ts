import { tensor, tidy } from '@tensorflow/tfjs-core'
import { type Sequential, sequential } from '@tensorflow/tfjs-layers'
import type { NetworkArtifacts } from '../../../../src/model/network-files.ts'
import type { NetworkShape } from '../../../../src/model/network-shape.ts'
import { toArtifacts } from '../../../../src/train/weights.ts'
import { noise } from '../../../signals.ts'

/** A layer of TensorFlow.js. */
export type Layer = Parameters<Sequential['add']>[0]

interface SampleNetwork {
  readonly artifacts: NetworkArtifacts
  readonly shape: NetworkShape
}

/**
 * A network of these layers, the first of which says the input's shape. Its weights are drawn: variances and scales
 * above 0, the others so that a sum stays about as large as what is summed.
 */
export async function sampleNetwork(stack: readonly Layer[], seed = 1): Promise<SampleNetwork> {
  const model = sequential({ layers: [...stack] })
  try {
    tidy(() => {
      const drawn = model.getWeights().map(({ shape, size }, i) => {
        const isPositive = /variance|gamma/.test(model.weights[i]?.originalName ?? '')
        const width = Math.sqrt(size / (shape.at(-1) ?? 1))
        const values = noise(size, seed + i).map((value) => (isPositive ? 1 + value / 2 : value / width))
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
