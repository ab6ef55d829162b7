import { z } from 'zod'
import type { Graph, Value } from './graph.ts'

/** Name of an activation function in a layer's configuration. */
export const ACTIVATION = z
  .enum([
    ...(['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'hard_sigmoid', 'tanh'] as const),
    ...(['softplus', 'softsign', 'softmax', 'log_softmax', 'swish', 'mish'] as const),
  ])
  .nullish()
  .transform((name) => name ?? 'linear')
export type ActivationName = z.output<typeof ACTIVATION>

/** Operators that do the same by themselves. */
const OPERATORS = {
  relu: 'Relu',
  elu: 'Elu',
  selu: 'Selu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  softsign: 'Softsign',
} as const

function hasOperator(name: ActivationName): name is keyof typeof OPERATORS {
  return name in OPERATORS
}

export function activate(graph: Graph, value: Value, name: ActivationName): Value {
  if (hasOperator(name)) return { ...value, name: graph.add(OPERATORS[name], [value.name]) }
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
  }
}

/** From 0 to `largest`. */
export function clip(graph: Graph, name: string, largest: number): string {
  const [from, to] = [0, largest].map((limit) => graph.weights(Float32Array.of(limit), []))
  return graph.add('Clip', [name, from ?? '', to ?? ''])
}
