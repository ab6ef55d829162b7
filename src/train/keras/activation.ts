import { KerasImportError } from '../../errors.ts'
import { isRecord } from './json-record.ts'

/** Activations that both compute alike, by Keras's name; the value is TensorFlow.js's. */
const ACTIVATIONS: ReadonlyMap<string, string> = new Map([
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'softmax', 'log_softmax'].map(
    (name) => [name, name] as const,
  ),
  ...['softplus', 'softsign', 'tanh', 'gelu', 'mish', 'swish'].map((name) => [name, name] as const),
  ['silu', 'swish'],
])

/**
 * @param value - A name, nothing (`linear`), or Keras 3's description of a function.
 * @param layer - For the error's text.
 * @param kerasMajor - Version of Keras that saved the file.
 * @throws {@link KerasImportError} for a function that TensorFlow.js computes otherwise or not at all.
 */
export function carryActivation(value: unknown, layer: string, kerasMajor: number): string {
  const name = nameOf(value)
  // Keras 2: clip(0.2 x + 0.5), as TensorFlow.js; Keras 3: clip(x / 6 + 0.5).
  if (name === 'hard_sigmoid' && kerasMajor < 3) return name
  const carried = name === undefined ? undefined : ACTIVATIONS.get(name)
  if (carried !== undefined) return carried
  throw new KerasImportError(
    `layer ${layer} has the activation ${name ?? JSON.stringify(value)}, which TensorFlow.js lacks or computes otherwise`,
  )
}

function nameOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'linear'
  if (isRecord(value)) return value['class_name'] === 'function' ? nameOf(value['config']) : undefined
  return typeof value === 'string' ? value : undefined
}
