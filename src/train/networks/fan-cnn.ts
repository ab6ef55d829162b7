import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { MaskSource, SeededDropout } from './seeded-dropout.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const FILTERS = [16, 32, 64] as const
const DROPOUT_RATE = 0.2

/**
 * The fan monitor's network: three blocks of 2×2 convolution, 2×2 maximum and dropout, an average over
 * what is left of the picture, one dense layer. 10,676 weights for 4 labels.
 */
export function buildFanCnn({ inputShape, labelCount, seed }: NetworkParams): TrainableNetwork {
  const masks = new MaskSource(seed)
  const model: Sequential = sequential({ name: 'fan_cnn' })
  for (const [block, filters] of FILTERS.entries()) {
    model.add(
      layers.conv2d({
        name: `convolution_${block + 1}`,
        ...(block === 0 ? { inputShape: [...inputShape] } : {}),
        filters,
        kernelSize: 2,
        activation: 'relu',
        kernelInitializer: initializers.glorotUniform({ seed: seed + block }),
      }),
    )
    model.add(layers.maxPooling2d({ name: `maximum_${block + 1}`, poolSize: 2 }))
    model.add(new SeededDropout({ name: `dropout_${block + 1}`, rate: DROPOUT_RATE, masks }))
  }
  model.add(layers.globalAveragePooling2d({ name: 'average' }))
  model.add(
    layers.dense({
      name: 'labels',
      units: labelCount,
      activation: 'softmax',
      kernelInitializer: initializers.glorotUniform({ seed: seed + FILTERS.length }),
    }),
  )
  return { model, startEpoch: (epoch) => masks.startEpoch(epoch) }
}
