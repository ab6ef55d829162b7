import { z } from 'zod'
import { concatenateNumbers } from '../../concatenate.ts'
import type { Value } from '../graph.ts'
import { channelsOf, type LayerSite, type LayerWriter, layer, refuseOtherRank } from '../layer.ts'
import { type Cell, CellSettings, GRU, LSTM, SIMPLE_RNN } from './cell.ts'
import { gateBlocks } from './gates.ts'

type Merge = 'concat' | 'sum' | 'mul' | 'ave'

export function recurrence(cell: Cell): LayerWriter {
  return layer(CellSettings, (input, settings, site) =>
    recur(input, { cell, settings, prefixes: [site.name], merge: 'concat' }, site),
  )
}

const Bidirectional = z.object({
  merge_mode: z.enum(['concat', 'sum', 'mul', 'ave']),
  layer: z.object({
    class_name: z.enum(['LSTM', 'GRU', 'SimpleRNN']),
    config: CellSettings.extend({ name: z.string() }),
  }),
})

/** The same cell from both ends. */
export const bidirectional: LayerWriter = layer(Bidirectional, (input, { merge_mode, layer: inner }, site) => {
  const cell = { LSTM, GRU, SimpleRNN: SIMPLE_RNN }[inner.class_name]
  const prefixes = ['forward', 'backward'].map((way) => `${site.name}/${way}_${inner.config.name}`)
  return recur(input, { cell, settings: inner.config, prefixes, merge: merge_mode }, site)
})

interface Recurrence {
  readonly cell: Cell
  readonly settings: CellSettings
  /** Of the weights' names, one for each direction: forward, backward. */
  readonly prefixes: readonly string[]
  /** How two directions become one. */
  readonly merge: Merge
}

/** ONNX takes `[steps, batch, features]` and gives `[steps, directions, batch, units]` or the last `[directions, batch, units]`. */
function recur(input: Value, { cell, settings, prefixes, merge }: Recurrence, site: LayerSite): Value {
  refuseOtherRank(input, 2, site)
  const { graph } = site
  const { units, return_sequences } = settings
  const steps = graph.add('Transpose', [graph.channelsLast(input).name], { perm: { ints: [1, 0, 2] } })
  const attributes = {
    hidden_size: { int: units },
    direction: { text: prefixes.length === 1 ? 'forward' : 'bidirectional' },
    activations: { texts: prefixes.flatMap(() => cell.functions(settings)) },
  }
  const inputs = [steps, ...weightsOf(cell, settings, prefixes, channelsOf(input), site)]
  const directions = prefixes.length
  if (return_sequences) {
    const states = graph.addWithOutputs(cell.operator, inputs, attributes, [true])
    const turned = graph.add('Transpose', [states], { perm: { ints: [2, 0, 1, 3] } })
    const shape = [...input.shape.slice(0, 1), merge === 'concat' ? directions * units : units]
    return { name: join(turned, merge, shape, site), shape, channels: 'last' }
  }
  const state = graph.addWithOutputs(cell.operator, inputs, attributes, [false, true])
  const turned = graph.add('Transpose', [state], { perm: { ints: [1, 0, 2] } })
  const shape = [merge === 'concat' ? directions * units : units]
  return { name: join(turned, merge, shape, site), shape, channels: 'last' }
}

/** @param name - Of a value whose last axis but one is the directions. */
function join(name: string, merge: Merge, shape: readonly number[], { graph }: LayerSite): string {
  const axis = shape.length
  switch (merge) {
    case 'concat':
      return graph.add('Reshape', [name, graph.integers([0, ...shape])])
    case 'sum':
      return graph.add('ReduceSum', [name, graph.integers([axis])], { keepdims: { int: 0 } })
    case 'mul':
      return graph.add('ReduceProd', [name], { axes: { ints: [axis] }, keepdims: { int: 0 } })
    case 'ave':
      return graph.add('ReduceMean', [name], { axes: { ints: [axis] }, keepdims: { int: 0 } })
  }
}

/** Of the input, of the state, and the biases of both, of which TensorFlow.js has the first only. */
function weightsOf(
  { gates }: Cell,
  { units, use_bias }: CellSettings,
  prefixes: readonly string[],
  features: number,
  { graph, weights }: LayerSite,
): string[] {
  const columns = gates.length * units
  const taken = (name: string, shape: readonly number[]) =>
    prefixes.map((prefix) => gateBlocks(weights.take(`${prefix}/${name}`, shape), units, gates))
  const kernel = concatenateNumbers(taken('kernel', [features, columns]))
  const recurrent = concatenateNumbers(taken('recurrent_kernel', [units, columns]))
  const biases = use_bias ? taken('bias', [columns]) : prefixes.map(() => new Float32Array(columns))
  const bias = concatenateNumbers(biases.flatMap((values) => [values, new Float32Array(columns)]))
  const directions = prefixes.length
  return [
    graph.weights(kernel, [directions, columns, features]),
    graph.weights(recurrent, [directions, columns, units]),
    graph.weights(bias, [directions, 2 * columns]),
  ]
}
