import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { averagingNetwork } from './normalised-labels.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const FILTERS = [16, 32, 64] as const

/**
 * The fan monitor's network: three blocks of 2×2 convolution and 2×2 maximum, an average over what is
 * left of the picture, one dense layer. 10,676 weights for 4 labels.
 */
export function buildFanCnn(params: NetworkParams): TrainableNetwork {
  return averagingNetwork(params, FILTERS.length, averagedBlocks)
}

function averagedBlocks({ inputShape, seed }: NetworkParams): Sequential {
  const model = sequential({ name: 'fan_cnn' })
  for (const [block, filters] of FILTERS.entries()) {
    model.add(
      layers.conv2d({
        name: `convolution_${block + 1}`,
        ...(block === 0 ? { inputShape: [...inputShape] } : {}),
        filters,
        kernelSize: 2,
        activation: 'relu',
        kernelInitializer: initializers.heNormal({ seed: seed + block }),
      }),
    )
    model.add(layers.maxPooling2d({ name: `maximum_${block + 1}`, poolSize: 2 }))
  }
  model.add(layers.globalAveragePooling2d({ name: 'average' }))
  return model
}
