import { concatenateBytes } from '../concatenate.ts'
import { bytesField, type Field, floatField, integerField, messageField, textField } from './protobuf.ts'

/** Version of the operators' meaning, and the file format that belongs to it. */
const OPSET = 17
const IR_VERSION = 8

/** `TensorProto.DataType`. */
const FLOAT = 1
const INT64 = 7

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly texts: readonly string[] }

export interface Node {
  readonly operator: string
  /** Names of values; an empty name leaves an optional input out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A value that is known beforehand: weights, shapes. */
export interface Constant {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

/** What goes in or comes out, single precision; the first axis is the batch, of any length. */
export interface End {
  readonly name: string
  /** The batch axis left out. */
  readonly shape: readonly number[]
}

export interface OnnxGraph {
  /** In an order in which every input is there before it is used. */
  readonly nodes: readonly Node[]
  readonly constants: readonly Constant[]
  readonly input: End
  readonly output: End
}

/**
 * A graph as the bytes of a `.onnx` file.
 *
 * @see onnx.proto of ONNX 1.12 (`ModelProto` and what it holds), whose field numbers these are.
 */
export function encodeOnnx({ nodes, constants, input, output }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => messageField(1, encodeNode(node))),
    textField(2, 'network'),
    ...constants.map((constant) => messageField(5, encodeConstant(constant))),
    messageField(11, encodeEnd(input)),
    messageField(12, encodeEnd(output)),
  ]
  return concatenateBytes([
    integerField(1, IR_VERSION),
    textField(2, 'earshot'),
    messageField(7, graph),
    messageField(8, [textField(1, ''), integerField(2, OPSET)]),
  ])
}

function encodeNode({ operator, inputs, outputs, attributes }: Node): Field[] {
  return [
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, [textField(1, name), ...encodeValue(value)])),
  ]
}

/** The value, and with field 20 which kind it is. */
function encodeValue(value: Attribute): Field[] {
  if ('float' in value) return [floatField(2, value.float), integerField(20, 1)]
  if ('int' in value) return [integerField(3, value.int), integerField(20, 2)]
  if ('text' in value) return [textField(4, value.text), integerField(20, 3)]
  if ('ints' in value) return [...value.ints.map((int) => integerField(8, int)), integerField(20, 7)]
  return [...value.texts.map((text) => textField(9, text)), integerField(20, 8)]
}

function encodeConstant({ name, shape, values }: Constant): Field[] {
  return [
    ...shape.map((length) => integerField(1, length)),
    integerField(2, values instanceof Float32Array ? FLOAT : INT64),
    textField(8, name),
    bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]
}

function encodeEnd({ name, shape }: End): Field[] {
  const axes = [[textField(2, 'batch')], ...shape.map((length) => [integerField(1, length)])]
  const tensor = [
    integerField(1, FLOAT),
    messageField(
      2,
      axes.map((axis) => messageField(1, axis)),
    ),
  ]
  return [textField(1, name), messageField(2, [messageField(1, tensor)])]
}
