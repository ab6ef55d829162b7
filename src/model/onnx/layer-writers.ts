import type { LayerWriter } from './layer.ts'
import { activation, relu, slopedActivation, softmax } from './layers/activations.ts'
import { GRU, LSTM, SIMPLE_RNN } from './layers/cell.ts'
import { convolution, depthwiseConvolution, separableConvolution } from './layers/convolution.ts'
import { dense } from './layers/dense.ts'
import { batchNormalisation, layerNormalisation } from './layers/normalisation.ts'
import { globalPooling, pooling } from './layers/pooling.ts'
import { bidirectional, recurrence } from './layers/recurrence.ts'
import { selfAttention } from './layers/self-attention.ts'
import { flatten, identity, permute, reshape } from './layers/shaping.ts'

/** Every class of layers that can be put into ONNX, by TensorFlow.js's name; any other is refused by name. */
export const LAYER_WRITERS: ReadonlyMap<string, LayerWriter> = new Map([
  ['InputLayer', identity],
  ['Conv1D', convolution(1)],
  ['Conv2D', convolution(2)],
  ['DepthwiseConv2D', depthwiseConvolution],
  ['SeparableConv2D', separableConvolution],
  ['MaxPooling1D', pooling('MaxPool', 1)],
  ['MaxPooling2D', pooling('MaxPool', 2)],
  ['AveragePooling1D', pooling('AveragePool', 1)],
  ['AveragePooling2D', pooling('AveragePool', 2)],
  ['GlobalMaxPooling1D', globalPooling('GlobalMaxPool', 1)],
  ['GlobalMaxPooling2D', globalPooling('GlobalMaxPool', 2)],
  ['GlobalAveragePooling1D', globalPooling('GlobalAveragePool', 1)],
  ['GlobalAveragePooling2D', globalPooling('GlobalAveragePool', 2)],
  ['BatchNormalization', batchNormalisation],
  ['LayerNormalization', layerNormalisation],
  ['Dense', dense],
  ['Activation', activation],
  ['Softmax', softmax],
  ['ReLU', relu],
  ['LeakyReLU', slopedActivation('LeakyRelu', 0.3)],
  ['ELU', slopedActivation('Elu', 1)],
  ['Flatten', flatten],
  ['Reshape', reshape],
  ['Permute', permute],
  ['LSTM', recurrence(LSTM)],
  ['GRU', recurrence(GRU)],
  ['SimpleRNN', recurrence(SIMPLE_RNN)],
  ['Bidirectional', bidirectional],
  ['SeqSelfAttention', selfAttention],
  ['Dropout', identity],
  ['SpatialDropout1D', identity],
  ['AlphaDropout', identity],
  ['GaussianDropout', identity],
  ['GaussianNoise', identity],
])
