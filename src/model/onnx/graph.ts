import type { Attribute, Constant, Node, OnnxGraph } from './onnx-file.ts'

/**
 * What a layer gives to the next. TensorFlow.js keeps channels last; ONNX convolves and pools with
 * channels first, so a value says which it is, and is turned only where a layer needs the other.
 */
export interface Value {
  readonly name: string
  /** As TensorFlow.js has it, channels last, the batch axis left out. */
  readonly shape: readonly number[]
  readonly channels: 'first' | 'last'
}

/** Puts an ONNX graph together, layer by layer. */
export class Graph {
  readonly #nodes: Node[] = []
  readonly #constants: Constant[] = []
  readonly #inputShape: readonly number[]

  /** @param inputShape - Of one example. */
  constructor(inputShape: readonly number[]) {
    this.#inputShape = inputShape
  }

  get input(): Value {
    return { name: 'input', shape: this.#inputShape, channels: 'last' }
  }

  /** @returns The name of the operator's first output. */
  add(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.addWithOutputs(operator, inputs, attributes, [true])
  }

  /**
   * Add an operator of several outputs, of which one is used.
   *
   * @param used - For each output up to the last that is used, whether it is.
   * @returns The name of the used one.
   */
  addWithOutputs(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    used: readonly boolean[],
  ): string {
    const name = `value_${this.#nodes.length + 1}`
    this.#nodes.push({ operator, inputs, outputs: used.map((isUsed) => (isUsed ? name : '')), attributes })
    return name
  }

  /** @returns Its name. */
  weights(values: Float32Array, shape: readonly number[]): string {
    return this.#constant(values, shape)
  }

  /** @returns The name of a list of whole numbers: a shape, axes, lengths. */
  integers(values: readonly number[]): string {
    return this.#constant(BigInt64Array.from(values, BigInt), [values.length])
  }

  #constant(values: Constant['values'], shape: readonly number[]): string {
    const name = `constant_${this.#constants.length + 1}`
    this.#constants.push({ name, shape, values })
    return name
  }

  channelsFirst(value: Value): Value {
    if (value.channels === 'first' || value.shape.length < 2) return value
    const middle = value.shape.slice(1).map((_, i) => i + 1)
    return { ...value, name: this.#transpose(value, [0, value.shape.length, ...middle]), channels: 'first' }
  }

  channelsLast(value: Value): Value {
    if (value.channels === 'last' || value.shape.length < 2) return { ...value, channels: 'last' }
    const middle = value.shape.slice(1).map((_, i) => i + 2)
    return { ...value, name: this.#transpose(value, [0, ...middle, 1]), channels: 'last' }
  }

  #transpose({ name }: Value, perm: readonly number[]): string {
    return this.add('Transpose', [name], { perm: { ints: perm } })
  }

  finish(output: Value): OnnxGraph {
    const { name, shape } = this.channelsLast(output)
    return { nodes: this.#nodes, constants: this.#constants, input: this.input, output: { name, shape } }
  }
}
