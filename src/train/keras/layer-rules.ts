/** How one class of Keras layers is carried over to TensorFlow.js. */
export interface LayerRule {
  /** Fields that mean the same in both. */
  readonly keeps: readonly string[]
  /** Fields that TensorFlow.js lacks, with the one value at which that makes no difference. */
  readonly only?: Readonly<Record<string, unknown>>
  /** The layer that does the same when nothing is trained. */
  readonly as?: string
  /** The package that the class comes from, where that is not Keras. */
  readonly from?: RegExp
}

const PLACE = ['data_format', 'padding', 'strides']
const FILTERS = ['filters', 'kernel_size', 'activation', 'use_bias']
const UNDILATED = [...PLACE, ...FILTERS]
const CONVOLUTION = [...UNDILATED, 'dilation_rate']
const SEPARABLE = ['padding', 'strides', ...FILTERS, 'dilation_rate', 'depth_multiplier']
const POOLING = [...PLACE, 'pool_size']
const RECURRENT = ['units', 'activation', 'use_bias', 'return_sequences', 'go_backwards', 'unroll']
const GATED = [...RECURRENT, 'recurrent_activation']
const NORMALISATION = ['axis', 'epsilon', 'center', 'scale']

/** TensorFlow.js pools over the middle axis, whatever the data format. */
const ALONG_MIDDLE_AXIS = { data_format: 'channels_last' }
const DROPOUT: LayerRule = { keeps: ['rate'], as: 'Dropout' }
const SPATIAL_DROPOUT: LayerRule = { keeps: ['rate', 'data_format'], as: 'Dropout' }
const POOLING_1D: LayerRule = { keeps: ['padding', 'strides', 'pool_size'], only: ALONG_MIDDLE_AXIS }
const GLOBAL_POOLING_1D: LayerRule = { keeps: [], only: ALONG_MIDDLE_AXIS }
const GLOBAL_POOLING_2D: LayerRule = { keeps: ['data_format'] }
const MERGE: LayerRule = { keeps: [] }

/** Every class that is carried over; any other is refused by name. */
export const LAYER_RULES: ReadonlyMap<string, LayerRule> = new Map<string, LayerRule>([
  ['InputLayer', { keeps: [] }],
  ['Conv1D', { keeps: CONVOLUTION, only: { groups: 1 } }],
  ['Conv2D', { keeps: CONVOLUTION, only: { groups: 1 } }],
  ['SeparableConv2D', { keeps: SEPARABLE, only: { groups: 1, data_format: 'channels_last' } }],
  ['DepthwiseConv2D', { keeps: [...CONVOLUTION, 'depth_multiplier'], only: { groups: 1 } }],
  ['Conv2DTranspose', { keeps: UNDILATED, only: { groups: 1, dilation_rate: [1, 1] } }],
  ['MaxPooling1D', POOLING_1D],
  ['AveragePooling1D', POOLING_1D],
  ['MaxPooling2D', { keeps: POOLING }],
  ['AveragePooling2D', { keeps: POOLING }],
  ['GlobalMaxPooling1D', GLOBAL_POOLING_1D],
  ['GlobalAveragePooling1D', GLOBAL_POOLING_1D],
  ['GlobalMaxPooling2D', GLOBAL_POOLING_2D],
  ['GlobalAveragePooling2D', GLOBAL_POOLING_2D],
  ['ZeroPadding2D', { keeps: ['padding', 'data_format'] }],
  ['Dense', { keeps: ['units', 'activation', 'use_bias'] }],
  ['Activation', { keeps: ['activation'] }],
  ['Softmax', { keeps: ['axis'] }],
  ['ReLU', { keeps: ['max_value'], only: { negative_slope: 0, threshold: 0 } }],
  ['LeakyReLU', { keeps: ['alpha'] }],
  ['ELU', { keeps: ['alpha'] }],
  ['PReLU', { keeps: ['shared_axes'] }],
  ['BatchNormalization', { keeps: NORMALISATION }],
  ['LayerNormalization', { keeps: NORMALISATION }],
  ['Rescaling', { keeps: ['scale', 'offset'] }],
  ['Dropout', DROPOUT],
  ['SpatialDropout1D', SPATIAL_DROPOUT],
  ['SpatialDropout2D', SPATIAL_DROPOUT],
  ['AlphaDropout', DROPOUT],
  ['GaussianDropout', DROPOUT],
  ['GaussianNoise', { keeps: ['stddev'] }],
  ['Flatten', { keeps: ['data_format'] }],
  ['Reshape', { keeps: ['target_shape'] }],
  ['Permute', { keeps: ['dims'] }],
  ['RepeatVector', { keeps: ['n'] }],
  ['LSTM', { keeps: GATED }],
  ['GRU', { keeps: GATED }],
  ['SimpleRNN', { keeps: RECURRENT }],
  ['Bidirectional', { keeps: ['merge_mode'] }],
  ['TimeDistributed', { keeps: [] }],
  [
    'SeqSelfAttention',
    {
      keeps: ['units', 'use_additive_bias', 'use_attention_bias', 'attention_activation'],
      only: { attention_type: 'additive' },
      from: /^(keras_self_attention|builtins|__main__)\b/,
    },
  ],
  ['Add', MERGE],
  ['Multiply', MERGE],
  ['Average', MERGE],
  ['Maximum', MERGE],
  ['Minimum', MERGE],
  ['Concatenate', { keeps: ['axis'] }],
])

/** Fields of any layer that matter only while a network is trained or stored, or are read elsewhere. */
export const NOT_FOR_INFERENCE: ReadonlySet<string> = new Set([
  'name',
  'trainable',
  'dtype',
  'layer',
  'backward_layer',
  'batch_shape',
  'batch_input_shape',
  'input_shape',
  'input_dim',
  'module',
  'registered_name',
  'build_config',
  'compile_config',
  'quantization_config',
  'autocast',
  'sparse',
  'ragged',
  'optional',
  'input_dtype',
  'seed',
  'seed_generator',
  'noise_shape',
  'rate',
  'dropout',
  'recurrent_dropout',
  'momentum',
  'synchronized',
  'renorm',
  'renorm_clipping',
  'renorm_momentum',
  'virtual_batch_size',
  'fused',
  'implementation',
  'unit_forget_bias',
  'attention_regularizer_weight',
  'history_only',
  'use_cudnn',
  'zero_output_for_mask',
])

/** Initialisers, regularisers and constraints of any weight. */
export const TRAINING_SUFFIX = /_(initializer|regularizer|constraint)$/
