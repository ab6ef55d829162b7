import { z } from 'zod'
import type { Graph, Value } from './graph.ts'

/** Operators that do the same by themselves, by TensorFlow.js's name of the function. */
const OPERATORS = {
  relu: 'Relu',
  elu: 'Elu',
  selu: 'Selu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  softsign: 'Softsign',
} as const

const NAMES = [
  ...(['linear', 'relu6', 'hard_sigmoid', 'softmax', 'log_softmax', 'swish', 'mish'] as const),
  ...(['relu', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'softsign'] as const satisfies (keyof typeof OPERATORS)[]),
] as const

/** Name of an activation function in a layer's configuration. */
export const ACTIVATION = z
  .enum(NAMES)
  .nullish()
  .transform((name) => name ?? 'linear')
export type ActivationName = z.output<typeof ACTIVATION>

export function activate(graph: Graph, value: Value, name: ActivationName): Value {
  switch (name) {
    case 'linear':
      return value
    case 'softmax':
    case 'log_softmax': {
      const last = graph.channelsLast(value)
      const operator = name === 'softmax' ? 'Softmax' : 'LogSoftmax'
      return { ...last, name: graph.add(operator, [last.name], { axis: { int: -1 } }) }
    }
    case 'relu6':
      return { ...value, name: clip(graph, value.name, 6) }
    case 'hard_sigmoid':
      return { ...value, name: graph.add('HardSigmoid', [value.name], { alpha: { float: 0.2 }, beta: { float: 0.5 } }) }
    case 'swish':
      return { ...value, name: graph.add('Mul', [value.name, graph.add('Sigmoid', [value.name])]) }
    case 'mish': {
      const gate = graph.add('Tanh', [graph.add('Softplus', [value.name])])
      return { ...value, name: graph.add('Mul', [value.name, gate]) }
    }
    default:
      return { ...value, name: graph.add(OPERATORS[name], [value.name]) }
  }
}

/** From 0 to `largest`. */
export function clip(graph: Graph, name: string, largest: number): string {
  const [from, to] = [0, largest].map((limit) => graph.weights(Float32Array.of(limit), []))
  return graph.add('Clip', [name, from ?? '', to ?? ''])
}
