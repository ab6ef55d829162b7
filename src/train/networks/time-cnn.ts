import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { MaskSource, SeededDropout } from './seeded-dropout.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const BLOCKS = [
  { filters: 48, kernelSize: 5 },
  { filters: 64, kernelSize: 5 },
  { filters: 96, kernelSize: 3 },
] as const
const DROPOUT_RATE = 0.2

/**
 * Convolutions along time only, over all coefficients at once: three blocks of convolution, maximum over pairs of
 * frames and dropout, an average over time, one dense layer. 43,988 weights for 40 coefficients and 4 labels.
 */
export function buildTimeCnn({ inputShape, labelCount, seed }: NetworkParams): TrainableNetwork {
  const masks = new MaskSource(seed)
  const model: Sequential = sequential({ name: 'time_cnn' })
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
    model.add(new SeededDropout({ name: `dropout_${block + 1}`, rate: DROPOUT_RATE, masks }))
  }
  model.add(layers.globalAveragePooling1d({ name: 'average' }))
  model.add(
    layers.dense({
      name: 'labels',
      units: labelCount,
      activation: 'softmax',
      kernelInitializer: initializers.glorotUniform({ seed: seed + BLOCKS.length }),
    }),
  )
  return { model, startEpoch: (epoch) => masks.startEpoch(epoch) }
}
