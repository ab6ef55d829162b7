import { concatenateNumbers } from '../../concatenate.ts'
import { transpose } from '../layer-weights.ts'

/**
 * Bring the gates of a recurrent layer's weights into another order.
 *
 * @param values - `[inputs, gates × units]` as TensorFlow.js keeps them; a bias is one input.
 * @param order - For each gate of the result, which of TensorFlow.js's it is.
 * @returns `[gates × units, inputs]`, as ONNX wants them.
 */
export function gateBlocks(values: Float32Array, units: number, order: readonly number[]): Float32Array {
  const columns = order.length * units
  const inputs = values.length / columns
  const rows = transpose(values, [inputs, columns], [1, 0])
  const block = units * inputs
  return concatenateNumbers(order.map((gate) => rows.subarray(gate * block, (gate + 1) * block)))
}
