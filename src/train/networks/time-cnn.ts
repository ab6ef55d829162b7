import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { averagingNetwork } from './normalised-labels.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const BLOCKS = [
  { filters: 48, kernelSize: 5 },
  { filters: 64, kernelSize: 5 },
  { filters: 96, kernelSize: 3 },
] as const

/**
 * Convolutions along time only, over all coefficients at once: three blocks of convolution and maximum over pairs of
 * frames, an average over time, one dense layer. 65,108 weights for 128 coefficients and 4 labels.
 */
export function buildTimeCnn(params: NetworkParams): TrainableNetwork {
  return averagingNetwork(params, BLOCKS.length, averagedBlocks)
}

function averagedBlocks({ inputShape, seed }: NetworkParams): Sequential {
  const model = sequential({ name: 'time_cnn' })
  for (const [block, { filters, kernelSize }] of BLOCKS.entries()) {
    model.add(
      layers.conv1d({
        name: `convolution_${block + 1}`,
        ...(block === 0 ? { inputShape: [...inputShape] } : {}),
        filters,
        kernelSize,
        activation: 'relu',
        kernelInitializer: initializers.heNormal({ seed: seed + block }),
      }),
    )
    model.add(layers.maxPooling1d({ name: `maximum_${block + 1}`, poolSize: 2 }))
  }
  model.add(layers.globalAveragePooling1d({ name: 'average' }))
  return model
}
