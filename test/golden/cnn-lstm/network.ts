import { type StoredLayer, writeH5 } from '../../unit/train/keras/keras-files.ts'

const UNITS = 128
const LABELS = 25

/** -0.5 to 0.5, as `make.py` draws them. */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed * 7919
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  })
}

type Kind = 'kernel' | 'small' | 'near 1'
type Draw = (name: string, shape: readonly number[], kind: Kind) => NonNullable<StoredLayer['weights']>[number]

/** The keyword network with the weights of `make.py`, in an `.h5` file as Keras 2 writes it. */
export function keywordNetwork(steps: number): Promise<Uint8Array> {
  let seed = 0
  const draw: Draw = (name, shape, kind) => {
    seed += 1
    const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1)
    const scale = Math.fround({ kernel: 6 / Math.sqrt(fanIn), small: 0.25, 'near 1': 1 }[kind])
    const drawn = numbers(
      shape.reduce((product, length) => product * length, 1),
      seed,
    )
    return {
      name: `${name}:0`,
      shape,
      values: drawn.map((value) => value * scale).map((v) => (kind === 'near 1' ? v + 1 : v)),
    }
  }
  return writeH5({ kerasVersion: '2.4.0', layers: layersOf(steps, draw) })
}

function layersOf(steps: number, draw: Draw): StoredLayer[] {
  const normalisation = (name: string, width: number, config = {}): StoredLayer => ({
    class_name: 'BatchNormalization',
    config: { name, axis: [-1], momentum: 0.99, epsilon: 0.001, center: true, scale: true, ...config },
    weights: [
      draw(`${name}/gamma`, [width], 'near 1'),
      draw(`${name}/beta`, [width], 'small'),
      draw(`${name}/moving_mean`, [width], 'small'),
      draw(`${name}/moving_variance`, [width], 'near 1'),
    ],
  })
  const block = (number: number, width: number, filters: number): StoredLayer[] => {
    const name = `convolution_${number}`
    return [
      {
        class_name: 'Conv1D',
        config: { name, filters, kernel_size: [3], padding: 'same', activation: 'relu', use_bias: true },
        weights: [draw(`${name}/kernel`, [3, width, filters], 'kernel'), draw(`${name}/bias`, [filters], 'small')],
      },
      normalisation(`normalisation_${number}`, filters),
      {
        class_name: 'MaxPooling1D',
        config: {
          name: `maximum_${number}`,
          pool_size: [3],
          strides: [3],
          padding: 'valid',
          data_format: 'channels_last',
        },
      },
    ]
  }
  const dropout = (number: number): StoredLayer => ({
    class_name: 'Dropout',
    config: { name: `dropout_${number}`, rate: 0.3 },
  })
  const lstm = (name: string, returnSequences: boolean): StoredLayer => ({
    class_name: 'LSTM',
    config: {
      name,
      units: UNITS,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      use_bias: true,
      return_sequences: returnSequences,
    },
    weights: [
      draw(`${name}/kernel`, [UNITS, 4 * UNITS], 'kernel'),
      draw(`${name}/recurrent_kernel`, [UNITS, 4 * UNITS], 'kernel'),
      draw(`${name}/bias`, [4 * UNITS], 'small'),
    ],
  })
  const attention = (): StoredLayer => ({
    class_name: 'SeqSelfAttention',
    config: {
      name: 'attention',
      units: 32,
      attention_width: null,
      attention_type: 'additive',
      return_attention: false,
      history_only: false,
      use_additive_bias: true,
      use_attention_bias: true,
      attention_activation: 'tanh',
      attention_regularizer_weight: 0,
    },
    weights: [
      draw('attention/attention_Add_Wt', [UNITS, 32], 'kernel'),
      draw('attention/attention_Add_Wx', [UNITS, 32], 'kernel'),
      draw('attention/attention_Add_bh', [32], 'small'),
      draw('attention/attention_Add_Wa', [32, 1], 'kernel'),
      draw('attention/attention_Add_ba', [1], 'small'),
    ],
  })
  const dense = (name: string, width: number, units: number, activation: string): StoredLayer => ({
    class_name: 'Dense',
    config: { name, units, activation, use_bias: true },
    weights: [draw(`${name}/kernel`, [width, units], 'kernel'), draw(`${name}/bias`, [units], 'small')],
  })
  return [
    normalisation('normalisation', 40, { batch_input_shape: [null, steps, 40] }),
    ...block(1, 40, 32),
    ...block(2, 32, 64),
    ...block(3, 64, 128),
    dropout(1),
    lstm('memory_1', true),
    attention(),
    lstm('memory_2', false),
    normalisation('normalisation_4', UNITS),
    dropout(2),
    dense('dense_1', UNITS, 256, 'relu'),
    dense('dense_2', 256, 64, 'relu'),
    dropout(3),
    dense('labels', 64, LABELS, 'softmax'),
  ]
}
