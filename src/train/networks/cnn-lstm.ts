import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { SequenceSelfAttention } from '../../model/layers/sequence-self-attention.ts'
import { MaskSource, SeededDropout } from './seeded-dropout.ts'
import { registerSingleStepGradient } from './single-step-gradient.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const FILTERS = [32, 64, 128] as const
const KERNEL_SIZE = 3
const POOL_SIZE = 3
const LSTM_UNITS = 128
const ATTENTION_UNITS = 32
const DENSE_UNITS = [256, 64] as const
const DROPOUT_RATE = 0.3
/** Share of the old value that running means keep: trainings here have some hundreds of steps, not tens of thousands. */
const MOMENTUM = 0.9

/**
 * The keyword spotter's network: normalisation, three blocks of convolution over three steps, normalisation and
 * maximum of three steps, then LSTM, additive self-attention, LSTM, and three dense layers. 358,874 weights for 25
 * labels on `[49, 40]`.
 */
export function buildCnnLstm({ inputShape, labelCount, seed }: NetworkParams): TrainableNetwork {
  registerSingleStepGradient()
  const masks = new MaskSource(seed)
  let drawn = 0
  const glorot = () => initializers.glorotUniform({ seed: seed + drawn++ })
  const normalise = (name: string, shape: { inputShape?: number[] } = {}) =>
    layers.batchNormalization({ name, momentum: MOMENTUM, ...shape })
  const dropout = (name: string) => new SeededDropout({ name, rate: DROPOUT_RATE, masks })
  const lstm = (name: string, returnSequences: boolean) =>
    layers.lstm({
      name,
      units: LSTM_UNITS,
      returnSequences,
      recurrentActivation: 'sigmoid',
      kernelInitializer: glorot(),
      // Orthogonal matrices take seconds to draw here.
      recurrentInitializer: glorot(),
    })
  const dense = (name: string, units: number, activation: 'relu' | 'softmax') =>
    layers.dense({ name, units, activation, kernelInitializer: glorot() })

  const model: Sequential = sequential({ name: 'cnn_lstm' })
  model.add(normalise('normalisation', { inputShape: [...inputShape] }))
  for (const [block, filters] of FILTERS.entries()) {
    model.add(
      layers.conv1d({
        name: `convolution_${block + 1}`,
        filters,
        kernelSize: KERNEL_SIZE,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: glorot(),
      }),
    )
    model.add(normalise(`normalisation_${block + 1}`))
    model.add(layers.maxPooling1d({ name: `maximum_${block + 1}`, poolSize: POOL_SIZE }))
  }
  model.add(dropout('dropout_1'))
  model.add(lstm('memory_1', true))
  model.add(
    new SequenceSelfAttention({
      name: 'attention',
      units: ATTENTION_UNITS,
      attentionActivation: 'tanh',
      seed: seed + drawn++,
    }),
  )
  model.add(lstm('memory_2', false))
  model.add(normalise('normalisation_4'))
  model.add(dropout('dropout_2'))
  model.add(dense('dense_1', DENSE_UNITS[0], 'relu'))
  model.add(dense('dense_2', DENSE_UNITS[1], 'relu'))
  model.add(dropout('dropout_3'))
  model.add(dense('labels', labelCount, 'softmax'))
  return { model, startEpoch: (epoch) => masks.startEpoch(epoch) }
}
