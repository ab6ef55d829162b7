import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { EngineError, ModelMismatchError } from '../../../../src/errors.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import { exportNetwork } from '../../../../src/model/onnx/export-network.ts'
import { hasOnnx } from '../../../onnx.ts'
import { differenceOf, type Layer, type SampleNetwork, sampleNetwork, sampleOf } from './sample-network.ts'

/** Of outputs that are about 1: what the sums of two libraries in single precision differ by. */
const TOLERANCE = 1e-6

beforeAll(() => loadEngine({ ...findEngineFiles(), preferred: 'cpu' }))

const image = { inputShape: [9, 8, 3] }
const steps = { inputShape: [11, 3] }
const { flatten } = layers
/** TensorFlow.js draws an orthogonal start with functions that are not there in this build. */
const blank = { recurrentInitializer: 'zeros' } as const

function bothWays(inner: Layer, mergeMode: 'concat' | 'sum' | 'mul' | 'ave'): Layer {
  const { bidirectional } = layers
  return bidirectional({ ...steps, mergeMode, layer: inner as Parameters<typeof bidirectional>[0]['layer'] })
}

const CASES: Readonly<Record<string, () => Layer[]>> = {
  'a valid convolution': () => [layers.conv2d({ ...image, filters: 4, kernelSize: [2, 3] }), flatten()],
  'a padded convolution': () => [
    layers.conv2d({ ...image, filters: 4, kernelSize: [2, 3], padding: 'same' }),
    flatten(),
  ],
  'a padded convolution in steps': () => [
    layers.conv2d({ ...image, filters: 2, kernelSize: 3, strides: [2, 3], padding: 'same', useBias: false }),
    flatten(),
  ],
  'a dilated convolution': () => [layers.conv2d({ ...image, filters: 2, kernelSize: 2, dilationRate: 3 }), flatten()],
  'a convolution of steps': () => [layers.conv1d({ ...steps, filters: 4, kernelSize: 3, strides: 2 }), flatten()],
  'a padded convolution of steps': () => [
    layers.conv1d({ ...steps, filters: 4, kernelSize: 4, padding: 'same', dilationRate: 2 }),
    flatten(),
  ],
  'a convolution of every channel': () => [
    layers.depthwiseConv2d({ ...image, kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
    flatten(),
  ],
  'a separable convolution': () => [
    layers.separableConv2d({ ...image, kernelSize: 3, filters: 4, strides: 2 }),
    flatten(),
  ],
  'a maximum': () => [layers.maxPooling2d({ ...image, poolSize: [2, 3] }), flatten()],
  'a padded maximum': () => [layers.maxPooling2d({ ...image, poolSize: 3, strides: 2, padding: 'same' }), flatten()],
  'a padded average': () => [
    layers.averagePooling2d({ ...image, poolSize: 3, strides: 2, padding: 'same' }),
    flatten(),
  ],
  'a maximum of steps': () => [layers.maxPooling1d({ ...steps, poolSize: 2 }), flatten()],
  'a padded average of steps': () => [
    layers.averagePooling1d({ ...steps, poolSize: 3, strides: 2, padding: 'same' }),
    flatten(),
  ],
  'the average of all places': () => [layers.globalAveragePooling2d(image)],
  'the maximum of all places': () => [layers.globalMaxPooling2d(image)],
  'the average of all steps': () => [layers.globalAveragePooling1d(steps)],
  'the maximum of all steps': () => [layers.globalMaxPooling1d(steps)],
  'batch normalisation of images': () => [layers.batchNormalization(image), flatten()],
  'batch normalisation of steps': () => [layers.batchNormalization({ ...steps, scale: false }), flatten()],
  'batch normalisation of numbers': () => [layers.batchNormalization({ inputShape: [7], center: false })],
  'layer normalisation': () => [layers.layerNormalization(image), flatten()],
  'a dense layer': () => [layers.dense({ inputShape: [7], units: 5 })],
  'a dense layer along the last axis': () => [layers.dense({ ...steps, units: 5, useBias: false }), flatten()],
  'a reshape': () => [
    layers.conv2d({ ...image, filters: 4, kernelSize: 2 }),
    layers.reshape({ targetShape: [14, 16] }),
    flatten(),
  ],
  'a reshape that leaves a length open': () => [
    layers.conv2d({ ...image, filters: 4, kernelSize: 2 }),
    layers.reshape({ targetShape: [-1, 4] }),
    layers.globalMaxPooling1d(),
  ],
  'axes in another order': () => [
    layers.conv2d({ ...image, filters: 4, kernelSize: 2 }),
    layers.permute({ dims: [3, 1, 2] }),
    flatten(),
  ],
  'dropout, which does nothing': () => [layers.dropout({ inputShape: [7], rate: 0.5 }), layers.dense({ units: 2 })],
  'a ReLU layer': () => [layers.reLU({ inputShape: [7], maxValue: 0.5 })],
  'a ReLU layer without an end': () => [layers.reLU({ inputShape: [7] })],
  'a leaky ReLU layer': () => [layers.leakyReLU({ inputShape: [7], alpha: 0.1 })],
  'an ELU layer': () => [layers.elu({ inputShape: [7] })],
  'a softmax layer': () => [layers.softmax({ inputShape: [7], axis: -1 })],
  'an LSTM': () => [layers.lstm({ ...steps, ...blank, units: 4 })],
  'an LSTM as Keras has it': () => [
    layers.lstm({ ...steps, ...blank, units: 4, recurrentActivation: 'sigmoid', returnSequences: true }),
    flatten(),
  ],
  'an LSTM without bias': () => [layers.lstm({ ...steps, ...blank, units: 4, useBias: false, activation: 'relu' })],
  'a GRU': () => [layers.gru({ ...steps, ...blank, units: 4 })],
  'a GRU that gives every step': () => [
    layers.gru({ ...steps, ...blank, units: 4, recurrentActivation: 'sigmoid', returnSequences: true }),
    flatten(),
  ],
  'a plain recurrent layer': () => [layers.simpleRNN({ ...steps, ...blank, units: 4 })],
  'an LSTM from both ends': () => [bothWays(layers.lstm({ ...blank, units: 4 }), 'concat')],
  'an LSTM from both ends, step by step': () => [
    bothWays(layers.lstm({ ...blank, units: 4, returnSequences: true }), 'concat'),
    flatten(),
  ],
  'a GRU from both ends, added': () => [bothWays(layers.gru({ ...blank, units: 4 }), 'sum')],
  'a GRU from both ends, averaged': () => [
    bothWays(layers.gru({ ...blank, units: 4, returnSequences: true }), 'ave'),
    flatten(),
  ],
  'a recurrent layer from both ends, multiplied': () => [bothWays(layers.simpleRNN({ ...blank, units: 4 }), 'mul')],
  'convolutions, normalisation, pooling and an LSTM': () => [
    layers.conv2d({ inputShape: [10, 12, 1], filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.batchNormalization(),
    layers.maxPooling2d({ poolSize: [2, 1] }),
    layers.dropout({ rate: 0.2 }),
    layers.permute({ dims: [2, 1, 3] }),
    layers.reshape({ targetShape: [12, 20] }),
    layers.lstm({ ...blank, units: 6, recurrentActivation: 'sigmoid' }),
    layers.dense({ units: 4, activation: 'softmax' }),
  ],
}

const ACTIVATIONS = [
  ...(['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'hardSigmoid', 'tanh'] as const),
  ...(['softplus', 'softsign', 'softmax', 'swish', 'mish'] as const),
]

describe('a network in ONNX answers as in TensorFlow.js', () => {
  it.skipIf(!hasOnnx).each(Object.entries(CASES))('with %s', async (_name, stack) => {
    expect(await differenceOf(await sampleNetwork(stack()))).toBeLessThanOrEqual(TOLERANCE)
  })

  it.skipIf(!hasOnnx).each(ACTIVATIONS)('with %s', async (activation) => {
    const stack = [layers.conv2d({ ...image, filters: 5, kernelSize: 2, activation }), layers.flatten()]
    expect(await differenceOf(await sampleNetwork(stack))).toBeLessThanOrEqual(TOLERANCE)
  })
})

/** A network that is described as a graph; `join` makes its output. */
function graphOf(join: (start: SymbolicTensor) => SymbolicTensor): Promise<SampleNetwork> {
  const start = input({ shape: [7], name: 'start' })
  return sampleOf(model({ inputs: start, outputs: join(start) }))
}

function through(layer: ReturnType<typeof layers.dense>, start: SymbolicTensor): SymbolicTensor {
  const [end] = [layer.apply(start)].flat()
  if (end === undefined || !('sourceLayer' in end)) throw new Error('a layer gives what it is applied to')
  return end
}

describe('a network that is described as a graph', () => {
  it.skipIf(!hasOnnx)('answers in ONNX as in TensorFlow.js, when its layers form a chain', async () => {
    const network = await graphOf((start) =>
      through(layers.dense({ units: 2 }), through(layers.dense({ units: 5, activation: 'relu' }), start)),
    )
    expect(await differenceOf(network)).toBeLessThanOrEqual(TOLERANCE)
  })

  it('is refused when it branches', async () => {
    const { artifacts } = await graphOf((start) => {
      const [sum] = [layers.add().apply([start, through(layers.dense({ units: 7 }), start)])].flat()
      if (sum === undefined || !('sourceLayer' in sum)) throw new Error('a sum is there')
      return sum
    })
    expect(() => exportNetwork(artifacts, [7])).toThrow('only a network whose layers form a chain can be put into ONNX')
  })

  it('is refused when it uses a layer twice', async () => {
    const { artifacts } = await graphOf((start) => {
      const twice = layers.dense({ units: 7 })
      return through(twice, through(twice, start))
    })
    expect(() => exportNetwork(artifacts, [7])).toThrow(EngineError)
  })
})

describe('exportNetwork', () => {
  const small = () => sampleNetwork([layers.dense({ inputShape: [7], units: 2, name: 'labels' })])

  it('names the layer that cannot be put into ONNX', async () => {
    const { artifacts } = await sampleNetwork([layers.zeroPadding2d({ ...image, name: 'frame' }), flatten()])
    const exporting = () => exportNetwork(artifacts, [9, 8, 3])
    expect(exporting).toThrow(EngineError)
    expect(exporting).toThrow('layer frame (ZeroPadding2D) cannot be put into ONNX')
  })

  it('names the setting of a layer that cannot be put into ONNX', async () => {
    const { artifacts } = await sampleNetwork([
      layers.lstm({ ...steps, ...blank, units: 2, goBackwards: true, name: 'back' }),
    ])
    expect(() => exportNetwork(artifacts, steps.inputShape)).toThrow(
      'layer back (LSTM) cannot be put into ONNX: go_backwards',
    )
  })

  it('refuses an input of another shape', async () => {
    const { artifacts } = await small()
    expect(() => exportNetwork(artifacts, [8])).toThrow(ModelMismatchError)
    expect(() => exportNetwork(artifacts, [7, 1])).toThrow(ModelMismatchError)
  })

  it('refuses weights that are missing, left over, of another shape or twice there', async () => {
    const { artifacts } = await small()
    const [kernel, bias] = artifacts.weightSpecs
    if (kernel === undefined || bias === undefined) throw new Error('a dense layer has two weights')
    const changed: readonly (readonly [(typeof kernel)[], RegExp])[] = [
      [[kernel], /weight labels\/bias is missing/],
      [[kernel, bias, { ...bias, name: 'other' }], /no layer has a weight other/],
      [[{ ...kernel, shape: [2, 7] }, bias], /\[2, 7\], but its layer needs \[7, 2\]/],
      [[kernel, bias, bias], /two weights are named labels\/bias/],
    ]
    const weightData = new ArrayBuffer(1024)
    for (const [weightSpecs, message] of changed) {
      const exporting = () => exportNetwork({ ...artifacts, weightData, weightSpecs }, [7])
      expect(exporting).toThrow(ModelMismatchError)
      expect(exporting).toThrow(message)
    }
  })

  it('gives the same bytes for the same network', async () => {
    const [first, second] = await Promise.all([small(), small()])
    expect(exportNetwork(first.artifacts, [7]).bytes).toEqual(exportNetwork(second.artifacts, [7]).bytes)
  })
})
