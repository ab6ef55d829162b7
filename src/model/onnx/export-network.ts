import { ModelMismatchError } from '../../errors.ts'
import type { NetworkArtifacts } from '../network-files.ts'
import { Graph } from './graph.ts'
import { notInOnnx } from './layer.ts'
import { chainOf } from './layer-chain.ts'
import { LayerWeights } from './layer-weights.ts'
import { LAYER_WRITERS } from './layer-writers.ts'
import { encodeOnnx } from './onnx-file.ts'

/** A network as ONNX: one input named `input`, one output, both with the batch as their first axis. */
export interface OnnxNetwork {
  /** The `.onnx` file. */
  readonly bytes: Uint8Array
  readonly inputName: string
  readonly outputName: string
  /** Of one example, the batch axis left out; null where any length will do. */
  readonly inputShape: readonly (number | null)[]
  readonly outputShape: readonly number[]
}

/**
 * Put a TensorFlow.js layers model into ONNX. The answers are the same but for how single precision rounds.
 *
 * @param lengths - Of the input's axes, where the network leaves them open.
 * @throws {@link EngineError} naming the layer that cannot be put into ONNX.
 * @throws {@link ModelMismatchError} when layers and weights do not fit each other, or the network not `lengths`.
 */
export function exportNetwork(artifacts: NetworkArtifacts, lengths: readonly number[]): OnnxNetwork {
  const { layers, inputShape } = chainOf(artifacts.modelTopology)
  if (
    inputShape.length !== lengths.length ||
    inputShape.some((length, axis) => (length ?? lengths[axis]) !== lengths[axis])
  ) {
    throw new ModelMismatchError(`the network takes [${inputShape.join(', ')}], not [${lengths.join(', ')}]`)
  }
  const weights = new LayerWeights(artifacts)
  const graph = new Graph(lengths)
  let value = graph.input
  for (const { name, className, config } of layers) {
    const write = LAYER_WRITERS.get(className)
    if (write === undefined) throw notInOnnx({ name, className }, 'layers of this class are not known there')
    value = write(value, config, { graph, weights, name, className })
  }
  weights.refuseLeftOvers()
  const finished = graph.finish(value)
  return {
    bytes: encodeOnnx(finished),
    inputName: finished.input.name,
    outputName: finished.output.name,
    inputShape,
    outputShape: finished.output.shape,
  }
}
