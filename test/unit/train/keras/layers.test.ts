import { describe, expect, it } from 'vitest'
import { largestDifference } from '../../../signals.ts'
import { array, type StoredArray, type StoredLayer, type StoredModel, writeH5, writeKeras } from './keras-files.ts'
import { add, conv1d, gru, lstm, rowsOf, times } from './reference-layers.ts'
import { runImported } from './run-imported.ts'

const TOLERANCE = 5e-7
const DTYPE = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null }

/** Five steps of three numbers. */
const SEQUENCE = array('x', [5, 3], 42).values
const ROWS = rowsOf({ rows: 5, columns: 3, values: SEQUENCE })

function input(shape: readonly number[], name = 'input_layer'): StoredLayer {
  return { class_name: 'InputLayer', config: { name, batch_shape: [null, ...shape], dtype: 'float32', sparse: false } }
}

async function expectAnswer(bytes: Uint8Array, x: ArrayLike<number>, expected: ArrayLike<number>): Promise<void> {
  const answer = await runImported(bytes, x)
  expect(largestDifference(answer, expected)).toBeLessThanOrEqual(TOLERANCE)
}

function single(layer: StoredLayer, inputShape: readonly number[], kerasVersion = '3.15.1'): StoredModel {
  return { layers: [input(inputShape), { module: 'keras.layers', ...layer }], kerasVersion }
}

const RECURRENT = { use_bias: true, return_sequences: false, return_state: false, go_backwards: false, stateful: false }

describe('a recurrent layer answers as its definition says', () => {
  const units = 2
  function weights(gates: number, seed: number): { kernel: StoredArray; recurrent: StoredArray; bias: StoredArray } {
    return {
      kernel: array('kernel', [3, gates * units], seed),
      recurrent: array('recurrent_kernel', [units, gates * units], seed + 1),
      bias: array('bias', [gates * units], seed + 2),
    }
  }
  const numbers = ({ kernel, recurrent, bias }: ReturnType<typeof weights>) => ({
    units,
    kernel: Float32Array.from(kernel.values),
    recurrent: Float32Array.from(recurrent.values),
    bias: Float32Array.from(bias.values),
  })
  const forward = weights(4, 10)
  const backward = weights(4, 20)
  const lstmLayer = {
    class_name: 'LSTM',
    config: {
      ...RECURRENT,
      name: 'lstm',
      dtype: DTYPE,
      units,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      unit_forget_bias: true,
      dropout: 0.3,
      recurrent_dropout: 0,
      seed: null,
      unroll: false,
      zero_output_for_mask: false,
    },
  }
  const bidirectional = {
    class_name: 'Bidirectional',
    config: {
      name: 'both',
      merge_mode: 'concat',
      layer: { module: 'keras.layers', ...lstmLayer },
      backward_layer: { ...lstmLayer, config: { ...lstmLayer.config, name: 'backward_lstm', go_backwards: true } },
    },
  }
  const bothWays = [...lstm(ROWS, numbers(forward)), ...lstm([...ROWS].reverse(), numbers(backward))]

  it('LSTM from .h5', async () => {
    const stored = [forward.kernel, forward.recurrent, forward.bias].map((w) => ({
      ...w,
      name: `lstm/lstm_cell/${w.name}`,
    }))
    await expectAnswer(
      await writeH5(single({ ...lstmLayer, weights: stored }, [5, 3])),
      SEQUENCE,
      lstm(ROWS, numbers(forward)),
    )
  })

  it('LSTM from .keras', async () => {
    const bytes = await writeKeras(single(lstmLayer, [5, 3]), {
      'layers/lstm/cell/vars/0': forward.kernel,
      'layers/lstm/cell/vars/1': forward.recurrent,
      'layers/lstm/cell/vars/2': forward.bias,
    })
    await expectAnswer(bytes, SEQUENCE, lstm(ROWS, numbers(forward)))
  })

  it('Bidirectional LSTM from .h5', async () => {
    const stored = Object.entries({ forward_lstm: forward, backward_lstm: backward }).flatMap(([direction, w]) =>
      [w.kernel, w.recurrent, w.bias].map((weight) => ({
        ...weight,
        name: `both/${direction}/lstm_cell/${weight.name}`,
      })),
    )
    await expectAnswer(await writeH5(single({ ...bidirectional, weights: stored }, [5, 3])), SEQUENCE, bothWays)
  })

  it('Bidirectional LSTM from .keras', async () => {
    const bytes = await writeKeras(single(bidirectional, [5, 3]), {
      ...Object.fromEntries(
        Object.entries({ forward_layer: forward, backward_layer: backward }).flatMap(([direction, w]) =>
          [w.kernel, w.recurrent, w.bias].map((weight, i) => [
            `layers/bidirectional/${direction}/cell/vars/${i}`,
            weight,
          ]),
        ),
      ),
    })
    await expectAnswer(bytes, SEQUENCE, bothWays)
  })

  it('GRU without reset_after', async () => {
    const w = weights(3, 30)
    const config = {
      ...RECURRENT,
      name: 'gru',
      units,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      reset_after: false,
    }
    const layer = { class_name: 'GRU', config, weights: [w.kernel, w.recurrent, w.bias] }
    await expectAnswer(await writeH5(single(layer, [5, 3])), SEQUENCE, gru(ROWS, numbers(w)))
  })
})

describe('a layer answers as its definition says', () => {
  it('Conv1D, with pooling and the rest of a network behind it', async () => {
    const kernel = array('kernel', [2, 3, 4], 3)
    const bias = array('bias', [4], 4)
    const bytes = await writeH5({
      layers: [
        input([5, 3]),
        {
          class_name: 'Conv1D',
          config: {
            name: 'conv',
            filters: 4,
            kernel_size: [2],
            strides: [1],
            padding: 'valid',
            data_format: 'channels_last',
            dilation_rate: [1],
            groups: 1,
            activation: 'relu',
            use_bias: true,
          },
          weights: [kernel, bias],
        },
        { class_name: 'SpatialDropout2D', config: { name: 'drop', rate: 0.5, data_format: 'channels_last' } },
        {
          class_name: 'MaxPooling1D',
          config: { name: 'pool', pool_size: [2], strides: [2], padding: 'valid', data_format: 'channels_last' },
        },
        {
          class_name: 'GlobalAveragePooling1D',
          config: { name: 'mean', data_format: 'channels_last', keepdims: false },
        },
      ].map((layer) => ({ ...layer, weights: 'weights' in layer ? layer.weights : [] })),
      kerasVersion: '3.15.1',
    })
    const convolved = conv1d(ROWS, kernel.values, bias.values, 2).map((row) => row.map((y) => Math.max(0, y)))
    const [a = [], b = [], c = [], d = []] = convolved
    const expected = a.map((_, i) => {
      const first = Math.max(a[i] ?? Number.NaN, b[i] ?? Number.NaN)
      const second = Math.max(c[i] ?? Number.NaN, d[i] ?? Number.NaN)
      return (first + second) / 2
    })
    await expectAnswer(bytes, SEQUENCE, expected)
  })

  it('BatchNormalization, its axis written as a list by tf.keras', async () => {
    const [gamma, beta, mean] = [array('gamma', [3], 1), array('beta', [3], 2), array('moving_mean', [3], 3)]
    const variance = { ...array('moving_variance', [3]), values: Float32Array.of(0.5, 1, 2) }
    const layer = {
      class_name: 'BatchNormalization',
      config: {
        name: 'norm',
        batch_input_shape: [null, 3],
        axis: [1],
        momentum: 0.99,
        epsilon: 0.001,
        center: true,
        scale: true,
        renorm: false,
        moving_mean_initializer: { class_name: 'Zeros', config: {} },
      },
      weights: [gamma, beta, mean, variance],
    }
    const x = [0.1, 0.2, 0.3]
    const expected = x.map((value, i) => {
      const [g, b, m, v] = [gamma, beta, mean, variance].map(({ values }) => values[i] ?? Number.NaN) as [
        number,
        number,
        number,
        number,
      ]
      return (g * (value - m)) / Math.sqrt(v + 0.001) + b
    })
    await expectAnswer(await writeH5({ layers: [layer], kerasVersion: '2.4.0' }), x, expected)
  })

  it.each([
    ['LeakyReLU', { negative_slope: 0.25 }, (x: number) => (x < 0 ? 0.25 * x : x)],
    ['LeakyReLU', { alpha: 0.25 }, (x: number) => (x < 0 ? 0.25 * x : x)],
    ['ReLU', { max_value: 0.3, negative_slope: 0, threshold: 0 }, (x: number) => Math.min(0.3, Math.max(0, x))],
    ['Activation', { activation: 'silu' }, (x: number) => x / (1 + Math.exp(-x))],
    ['Activation', { activation: { class_name: 'function', config: 'tanh' } }, Math.tanh],
    ['Activation', { activation: 'linear' }, (x: number) => x],
  ] as const)('%s %j', async (class_name, config, f) => {
    const layer = { class_name, config: { name: 'act', ...config } }
    const x = [-1.5, -0.1, 0, 0.2, 4]
    await expectAnswer(await writeH5(single(layer, [5])), x, x.map(f))
  })

  it('hard_sigmoid of Keras 2', async () => {
    const layer = { class_name: 'Activation', config: { name: 'act', activation: 'hard_sigmoid' } }
    await expectAnswer(await writeH5(single(layer, [3], '2.3.1')), [-4, 0.5, 4], [0, 0.6, 1])
  })
})

describe('a functional model', () => {
  const a = { kernel: array('kernel', [3, 2], 5), bias: array('bias', [2], 6) }
  const b = { kernel: array('kernel', [3, 2], 7), bias: array('bias', [2], 8) }
  const x = [0.3, -0.2, 0.9]
  const left = add(times(x, a.kernel.values, 2), a.bias.values)
  const right = add(times(x, b.kernel.values, 2), b.bias.values)
  const expected = [...add(left, right), ...left]

  type Inbound = (...layers: string[]) => unknown
  function model(inbound: Inbound, ends: NonNullable<StoredModel['ends']>, kerasVersion: string): StoredModel {
    const dense = (name: string, { kernel, bias }: typeof a): StoredLayer => ({
      class_name: 'Dense',
      config: { name, units: 2, activation: 'linear', use_bias: true },
      inbound_nodes: inbound('in'),
      weights: [kernel, bias],
    })
    return {
      kerasVersion,
      ends,
      layers: [
        { ...input([3], 'in'), inbound_nodes: [] },
        dense('left', a),
        dense('right', b),
        { class_name: 'Add', config: { name: 'sum' }, inbound_nodes: inbound('left', 'right') },
        { class_name: 'Concatenate', config: { name: 'all', axis: -1 }, inbound_nodes: inbound('sum', 'left') },
      ],
    }
  }
  const keras2: Inbound = (...layers) => [layers.map((name) => [name, 0, 0, {}])]
  const keras3: Inbound = (...layers) => {
    const tensors = layers.map((name) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0] },
    }))
    return [{ args: layers.length > 1 ? [tensors] : tensors, kwargs: { mask: null } }]
  }
  const flatEnds = { input_layers: ['in', 0, 0], output_layers: ['all', 0, 0] }
  const listedEnds = { input_layers: [['in', 0, 0]], output_layers: [['all', 0, 0]] }

  it('of Keras 2', async () => {
    await expectAnswer(await writeH5(model(keras2, listedEnds, '2.4.0')), x, expected)
  })

  it('of Keras 3, in .h5', async () => {
    await expectAnswer(await writeH5(model(keras3, flatEnds, '3.15.1')), x, expected)
  })

  it('of Keras 3, in .keras', async () => {
    const bytes = await writeKeras(model(keras3, flatEnds, '3.15.1'), {
      'layers/dense/vars/0': a.kernel,
      'layers/dense/vars/1': a.bias,
      'layers/dense_1/vars/0': b.kernel,
      'layers/dense_1/vars/1': b.bias,
    })
    await expectAnswer(bytes, x, expected)
  })
})
