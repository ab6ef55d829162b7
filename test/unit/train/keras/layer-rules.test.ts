import { describe, expect, it } from 'vitest'
import { KerasImportError } from '../../../../src/errors.ts'
import { importKeras } from '../../../../src/train/keras/import-keras.ts'
import { LAYER_RULES } from '../../../../src/train/keras/layer-rules.ts'
import { array, type StoredLayer, writeH5 } from './keras-files.ts'
import { EXAMPLES, type Example, RECURRENT, STEPS } from './layer-examples.ts'
import { runImported } from './run-imported.ts'

const MERGES = new Set(['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'])

/** A functional model that gives the layer its input (twice, where it merges) and lays out what comes of it in a row. */
function modelWith(className: string, { shape, outputs, config = {}, weights = [] }: Example): readonly StoredLayer[] {
  const from = (...names: string[]) => [names.map((name) => [name, 0, 0, {}])]
  const isMerge = MERGES.has(className)
  const layer: StoredLayer = {
    class_name: className,
    config: { name: 'tried', trainable: true, dtype: 'float32', ...config },
    weights: weights.map((weightShape, i) => positive(`w${i}`, weightShape)),
    inbound_nodes: isMerge ? from('in', 'in') : from('in'),
  }
  const input = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, ...shape] }, inbound_nodes: [] }
  const flat = {
    class_name: 'Reshape',
    config: { name: 'out', target_shape: [outputs] },
    inbound_nodes: from(className === 'InputLayer' ? 'in' : 'tried'),
  }
  return className === 'InputLayer' ? [input, flat] : [input, layer, flat]
}

/** A variance must be. */
function positive(name: string, shape: readonly number[]) {
  const stored = array(name, shape)
  return { ...stored, values: stored.values.map((value) => value + 1) }
}

describe('every class of layers that is carried over', () => {
  it('has an example here', () => {
    expect(Object.keys(EXAMPLES)).toEqual([...LAYER_RULES.keys()])
  })

  it.each(Object.entries(EXAMPLES))('%s runs on the default engine', async (className, example) => {
    const ends = { input_layers: [['in', 0, 0]], output_layers: [['out', 0, 0]] }
    const bytes = await writeH5({ layers: modelWith(className, example), ends, kerasVersion: '2.15.0' })
    const answer = await runImported(bytes, array('x', example.shape).values)
    expect(answer).toHaveLength(example.outputs)
    expect(answer.some((value) => value !== 0)).toBe(true)
  })
})

describe('refused by name', () => {
  type Change = readonly [name: string, className: string, config: Readonly<Record<string, unknown>>, message: RegExp]
  const changes: readonly Change[] = [
    ['a grouped convolution', 'Conv2D', { groups: 2 }, /layer tried \(Conv2D\) sets groups to 2/],
    ['pooling that keeps its axes', 'GlobalAveragePooling2D', { keepdims: true }, /sets keepdims to true/],
    ['GRU with reset_after', 'GRU', { reset_after: true }, /layer tried \(GRU\) sets reset_after to true/],
    ['ReLU with a slope', 'ReLU', { negative_slope: 0.1 }, /sets negative_slope to 0.1/],
    ['ReLU with a threshold', 'ReLU', { threshold: 1 }, /sets threshold to 1/],
    ['causal padding', 'Conv1D', { padding: 'causal' }, /layer tried has causal padding/],
    [
      'pooling over the last axis',
      'MaxPooling1D',
      { data_format: 'channels_first' },
      /sets data_format to "channels_first"/,
    ],
    [
      'a separable convolution with its channels first, which would be built but not run',
      'SeparableConv2D',
      { data_format: 'channels_first' },
      /layer tried \(SeparableConv2D\) sets data_format to "channels_first"/,
    ],
    ['a layer that remembers the clip before', 'LSTM', { stateful: true }, /sets stateful to true/],
    ['a layer that gives its state', 'LSTM', { return_state: true }, /sets return_state to true/],
    ['two directions apart', 'Bidirectional', { merge_mode: null }, /layer tried does not merge its two directions/],
    ['attention to a neighbourhood', 'SeqSelfAttention', { attention_width: 3 }, /sets attention_width to 3/],
    ['attention by products', 'SeqSelfAttention', { attention_type: 'multiplicative' }, /sets attention_type to/],
    ['another activation', 'Dense', { activation: 'exponential' }, /layer tried has the activation exponential/],
    [
      'an activation of its own',
      'Dense',
      { activation: { class_name: 'MyCurve', config: {} } },
      /has the activation .*MyCurve/,
    ],
    ['half precision', 'Dense', { dtype: 'float16' }, /layer tried computes in "float16"/],
    [
      'mixed precision',
      'Dense',
      { dtype: { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } } },
      /"mixed_float16"/,
    ],
    ['a field that nobody knows', 'Dense', { twist: 0.5 }, /layer tried \(Dense\) sets twist to 0.5/],
  ]

  async function importing(layer: StoredLayer, shape: readonly number[], kerasVersion: string): Promise<unknown> {
    const input = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, ...shape] } }
    return importKeras(await writeH5({ layers: [input, layer], kerasVersion }), 'a.h5')
  }

  it.each(changes)('%s', async (_name, className, change, message) => {
    const { shape, config = {} } = EXAMPLES[className] ?? { shape: [3] }
    const layer = { class_name: className, config: { name: 'tried', ...config, ...change } }
    const outcome = importing(layer, shape, '2.15.0')
    await expect(outcome).rejects.toThrow(KerasImportError)
    await expect(outcome).rejects.toThrow(message)
  })

  it.each(['Lambda', 'MyLayer', 'Sequential', 'MultiHeadAttention', 'Normalization'])(
    'a layer of class %s',
    async (className) => {
      const outcome = importing({ class_name: className, config: { name: 'mine' } }, [3], '3.15.1')
      await expect(outcome).rejects.toThrow(`layer mine is of class ${className}`)
    },
  )

  it("a layer of somebody else's with a usual name", async () => {
    const layer = { class_name: 'Dense', module: 'my_package.layers', config: { name: 'mine', units: 2 } }
    await expect(importing(layer, [3], '3.15.1')).rejects.toThrow('layer mine is of class Dense')
  })

  it('self-attention of another package than keras-self-attention', async () => {
    const layer = { class_name: 'SeqSelfAttention', module: 'my_package.layers', config: { name: 'mine', units: 2 } }
    await expect(importing(layer, STEPS, '3.15.1')).rejects.toThrow('layer mine is of class SeqSelfAttention')
  })

  it('hard_sigmoid of Keras 3, which is another function than in Keras 2', async () => {
    const layer = { class_name: 'Activation', config: { name: 'gate', activation: 'hard_sigmoid' } }
    await expect(importing(layer, [3], '3.15.1')).rejects.toThrow('layer gate has the activation hard_sigmoid')
  })

  it('a backward layer that is not the mirror image', async () => {
    const forward = { class_name: 'SimpleRNN', config: { name: 'f', ...RECURRENT, go_backwards: false } }
    const backward = { ...forward, config: { ...forward.config, activation: 'relu', go_backwards: true } }
    const config = { name: 'both', merge_mode: 'sum', layer: forward, backward_layer: backward }
    await expect(importing({ class_name: 'Bidirectional', config }, STEPS, '3.15.1')).rejects.toThrow(
      'layer both has a backward layer of its own',
    )
  })

  it('a layer that is called with training=true', async () => {
    const call = [[['in', 0, 0, { training: true }]]]
    const layers = [
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 3] }, inbound_nodes: [] },
      { class_name: 'Dropout', config: { name: 'always', rate: 0.5 }, inbound_nodes: call },
    ]
    const ends = { input_layers: [['in', 0, 0]], output_layers: [['always', 0, 0]] }
    await expect(importKeras(await writeH5({ layers, ends }), 'a.h5')).rejects.toThrow(
      'layer always is called with training=true',
    )
  })

  it('a model that does not say the shape of its input', async () => {
    const layers = [{ class_name: 'Dense', config: { name: 'dense', units: 2, activation: 'linear' } }]
    await expect(importKeras(await writeH5({ layers }), 'a.h5')).rejects.toThrow(/does not say the shape of its input/)
  })
})
