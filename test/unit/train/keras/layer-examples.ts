/** A layer, and what it is tried on. */
export interface Example {
  readonly shape: readonly number[]
  /** How many numbers come of it. */
  readonly outputs: number
  readonly config?: Readonly<Record<string, unknown>>
  /** Shapes of the weights, in order. */
  readonly weights?: readonly (readonly number[])[]
}

const IMAGE = [4, 6, 2]
export const STEPS = [5, 3]
const PLACE_2D = { strides: [1, 1], padding: 'same', data_format: 'channels_last' }
const CONVOLUTION_2D = { ...PLACE_2D, kernel_size: [2, 2], activation: 'relu', use_bias: true }
const POOLING_2D = { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' }
const POOLING_1D = { pool_size: [2], strides: [2], padding: 'valid', data_format: 'channels_last' }
export const RECURRENT = { units: 2, activation: 'tanh', use_bias: true, return_sequences: false }
const GATED = { ...RECURRENT, recurrent_activation: 'sigmoid' }
const NORMALISATION = { axis: -1, epsilon: 1e-3, center: true, scale: true }
const inner = (class_name: string, config: object): Readonly<Record<string, unknown>> => ({
  layer: { class_name, config: { name: 'inner', ...config } },
})

/** One of each class that is carried over, small. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  InputLayer: { shape: [3], outputs: 3 },
  Conv1D: {
    shape: STEPS,
    outputs: 10,
    config: { filters: 2, kernel_size: [2], strides: [1], padding: 'same', dilation_rate: [2] },
    weights: [[2, 3, 2], [2]],
  },
  Conv2D: {
    shape: IMAGE,
    outputs: 72,
    config: { ...CONVOLUTION_2D, filters: 3, groups: 1 },
    weights: [[2, 2, 2, 3], [3]],
  },
  SeparableConv2D: {
    shape: IMAGE,
    outputs: 72,
    config: { ...CONVOLUTION_2D, filters: 3, depth_multiplier: 1 },
    weights: [[2, 2, 2, 1], [1, 1, 2, 3], [3]],
  },
  DepthwiseConv2D: {
    shape: IMAGE,
    outputs: 96,
    config: { ...CONVOLUTION_2D, depth_multiplier: 2 },
    weights: [[2, 2, 2, 2], [4]],
  },
  Conv2DTranspose: {
    shape: IMAGE,
    outputs: 288,
    config: { ...CONVOLUTION_2D, filters: 3, strides: [2, 2], dilation_rate: [1, 1] },
    weights: [[2, 2, 3, 2], [3]],
  },
  MaxPooling1D: { shape: STEPS, outputs: 6, config: POOLING_1D },
  AveragePooling1D: { shape: STEPS, outputs: 6, config: POOLING_1D },
  MaxPooling2D: { shape: IMAGE, outputs: 12, config: POOLING_2D },
  AveragePooling2D: { shape: IMAGE, outputs: 12, config: POOLING_2D },
  GlobalMaxPooling1D: { shape: STEPS, outputs: 3, config: { data_format: 'channels_last', keepdims: false } },
  GlobalAveragePooling1D: { shape: STEPS, outputs: 3, config: { data_format: 'channels_last' } },
  GlobalMaxPooling2D: { shape: IMAGE, outputs: 2, config: { data_format: 'channels_last' } },
  GlobalAveragePooling2D: { shape: IMAGE, outputs: 2, config: { data_format: 'channels_last' } },
  ZeroPadding2D: {
    shape: IMAGE,
    outputs: 70,
    config: {
      padding: [
        [1, 0],
        [0, 1],
      ],
      data_format: 'channels_last',
    },
  },
  Dense: {
    shape: [3],
    outputs: 2,
    config: { units: 2, activation: 'softmax', use_bias: true },
    weights: [[3, 2], [2]],
  },
  Activation: { shape: [3], outputs: 3, config: { activation: 'sigmoid' } },
  Softmax: { shape: [3], outputs: 3, config: { axis: -1 } },
  ReLU: { shape: [3], outputs: 3, config: { max_value: 6, negative_slope: 0, threshold: 0 } },
  LeakyReLU: { shape: [3], outputs: 3, config: { alpha: 0.3 } },
  ELU: { shape: [3], outputs: 3, config: { alpha: 1 } },
  PReLU: { shape: STEPS, outputs: 15, config: { shared_axes: [1] }, weights: [[1, 3]] },
  BatchNormalization: { shape: IMAGE, outputs: 48, config: NORMALISATION, weights: [[2], [2], [2], [2]] },
  LayerNormalization: { shape: STEPS, outputs: 15, config: NORMALISATION, weights: [[3], [3]] },
  Rescaling: { shape: [3], outputs: 3, config: { scale: 0.5, offset: 1 } },
  Dropout: { shape: [3], outputs: 3, config: { rate: 0.5, noise_shape: null, seed: 3 } },
  SpatialDropout1D: { shape: STEPS, outputs: 15, config: { rate: 0.5 } },
  SpatialDropout2D: { shape: IMAGE, outputs: 48, config: { rate: 0.5, data_format: 'channels_last' } },
  AlphaDropout: { shape: [3], outputs: 3, config: { rate: 0.5 } },
  GaussianDropout: { shape: [3], outputs: 3, config: { rate: 0.5 } },
  GaussianNoise: { shape: [3], outputs: 3, config: { stddev: 0.5 } },
  Flatten: { shape: IMAGE, outputs: 48, config: { data_format: 'channels_last' } },
  Reshape: { shape: [6], outputs: 6, config: { target_shape: [2, 3] } },
  Permute: { shape: STEPS, outputs: 15, config: { dims: [2, 1] } },
  RepeatVector: { shape: [3], outputs: 6, config: { n: 2 } },
  LSTM: { shape: STEPS, outputs: 2, config: GATED, weights: [[3, 8], [2, 8], [8]] },
  GRU: { shape: STEPS, outputs: 2, config: { ...GATED, reset_after: false }, weights: [[3, 6], [2, 6], [6]] },
  SimpleRNN: { shape: STEPS, outputs: 2, config: RECURRENT, weights: [[3, 2], [2, 2], [2]] },
  Bidirectional: {
    shape: STEPS,
    outputs: 2,
    config: { merge_mode: 'sum', ...inner('SimpleRNN', RECURRENT) },
    weights: [[3, 2], [2, 2], [2], [3, 2], [2, 2], [2]],
  },
  TimeDistributed: {
    shape: STEPS,
    outputs: 10,
    config: inner('Dense', { units: 2, activation: 'linear' }),
    weights: [[3, 2], [2]],
  },
  SeqSelfAttention: {
    shape: STEPS,
    outputs: 15,
    config: { units: 2, attention_type: 'additive', attention_width: null, attention_activation: 'tanh' },
    weights: [[3, 2], [3, 2], [2], [2, 1], [1]],
  },
  Add: { shape: [3], outputs: 3 },
  Multiply: { shape: [3], outputs: 3 },
  Average: { shape: [3], outputs: 3 },
  Maximum: { shape: [3], outputs: 3 },
  Minimum: { shape: [3], outputs: 3 },
  Concatenate: { shape: [3], outputs: 6, config: { axis: -1 } },
}
