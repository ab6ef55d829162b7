import type { io } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { KerasImportError } from '../../errors.ts'
import { concatenateNumbers } from '../../model/concatenate.ts'
import '../../model/layers/sequence-self-attention.ts'
import type { NetworkArtifacts } from '../../model/network-files.ts'
import { declaredSizes } from '../../model/network-topology.ts'
import type { LayerWeights } from './h5-weights.ts'
import type { KerasArray } from './hdf5-file.ts'
import type { JsonRecord } from './json-record.ts'

/** A network that has its weights, and what shows of it from outside. */
export interface BoundNetwork {
  readonly artifacts: NetworkArtifacts
  /** Of one example; null where any length will do. */
  readonly inputShape: readonly (number | null)[]
  readonly outputShape: readonly (number | null)[]
}

/**
 * Give every layer its Keras weights: by position, as both libraries order a layer's
 * weights alike, with every shape compared. Needs an engine (`loadEngine`), because
 * TensorFlow.js itself says which weights its layers have.
 *
 * @throws {@link KerasImportError} naming the layer whose weights do not fit.
 */
export async function bindWeights(modelTopology: JsonRecord, weights: LayerWeights): Promise<BoundNetwork> {
  refuseOversizedLayers(modelTopology, weights)
  const model = await buildModel(modelTopology)
  try {
    const bound = model.layers.flatMap((layer) => {
      const arrays = weights.get(layer.name) ?? []
      const wanted = layer.weights.map(({ originalName, shape }) => ({ name: originalName, shape }))
      if (arrays.length !== wanted.length) {
        throw new KerasImportError(
          `layer ${layer.name} needs ${wanted.length} arrays of weights, the file has ${arrays.length} for it`,
        )
      }
      return wanted.map((weight, i) => bind(layer.name, weight, arrays[i]))
    })
    return {
      artifacts: {
        modelTopology,
        weightSpecs: bound.map(({ spec }) => spec),
        weightData: concatenateNumbers(bound.map(({ values }) => values)).buffer,
      },
      inputShape: model.inputs[0]?.shape.slice(1) ?? [],
      outputShape: model.outputs[0]?.shape.slice(1) ?? [],
    }
  } finally {
    model.dispose()
  }
}

async function buildModel(modelTopology: JsonRecord): Promise<LayersModel> {
  const topologyOnly: io.IOHandler = { load: () => Promise.resolve({ modelTopology }) }
  return loadLayersModel(topologyOnly).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new KerasImportError(`TensorFlow.js cannot build the model: ${reason}`, { cause })
  })
}

function bind(
  layer: string,
  { name, shape }: { name: string; shape: readonly (number | null)[] },
  array: KerasArray | undefined,
): { spec: io.WeightsManifestEntry; values: Float32Array } {
  if (array === undefined || array.shape.join() !== shape.join()) {
    throw new KerasImportError(
      `layer ${layer}: ${name} has the shape [${array?.shape.join(', ')}] in the file, but the layer needs [${shape.join(', ')}]`,
    )
  }
  if (!array.values.every(Number.isFinite)) {
    throw new KerasImportError(`layer ${layer}: ${name} holds a number that is not finite`)
  }
  return { spec: { name, shape: [...array.shape], dtype: 'float32' }, values: array.values }
}

/** Building a layer takes memory before its weights are compared, so a hostile size must be seen first. */
function refuseOversizedLayers(modelTopology: JsonRecord, weights: LayerWeights): void {
  const lengths = [...weights.values()].flatMap((arrays) => arrays.flatMap(({ shape }) => shape))
  const largest = Math.max(0, ...lengths)
  for (const { layer, field, value } of declaredSizes(modelTopology)) {
    if (value <= largest) continue
    throw new KerasImportError(
      `layer ${layer} says ${field} ${value}, but no array of weights has more than ${largest}`,
    )
  }
}
