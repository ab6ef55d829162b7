import { z } from 'zod'
import { NEVER, USE_BIAS } from '../layer.ts'

const FUNCTIONS = { tanh: 'Tanh', sigmoid: 'Sigmoid', hard_sigmoid: 'HardSigmoid', relu: 'Relu' } as const

/** @param name - Of the function when the configuration does not say. */
function functionOr(name: keyof typeof FUNCTIONS) {
  const names = z.enum(['tanh', 'sigmoid', 'hard_sigmoid', 'relu'])
  return names.nullish().transform((given) => FUNCTIONS[given ?? name])
}

/** What a recurrent layer is told. */
export const CellSettings = z.object({
  units: z.number().int().positive(),
  activation: functionOr('tanh'),
  recurrent_activation: functionOr('hard_sigmoid'),
  use_bias: USE_BIAS,
  return_sequences: z.boolean().nullish(),
  go_backwards: NEVER,
  return_state: NEVER,
  stateful: NEVER,
})
export type CellSettings = z.output<typeof CellSettings>

/** What a recurrent layer does from one step to the next. */
export interface Cell {
  readonly operator: 'LSTM' | 'GRU' | 'RNN'
  /** For each of ONNX's gates, which of TensorFlow.js's it is. */
  readonly gates: readonly number[]
  functions(settings: CellSettings): readonly string[]
}

/** TensorFlow.js has the gates input, forget, cell, output; ONNX input, output, forget, cell. */
export const LSTM: Cell = {
  operator: 'LSTM',
  gates: [0, 3, 1, 2],
  functions: ({ activation, recurrent_activation }) => [recurrent_activation, activation, activation],
}

/** Update, reset, candidate in both; the reset gate acts before the candidate's product. */
export const GRU: Cell = {
  operator: 'GRU',
  gates: [0, 1, 2],
  functions: ({ activation, recurrent_activation }) => [recurrent_activation, activation],
}

export const SIMPLE_RNN: Cell = { operator: 'RNN', gates: [0], functions: ({ activation }) => [activation] }
