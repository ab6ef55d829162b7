import { dispose, io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { EngineError, ModelMismatchError } from '../errors.ts'
import type { EngineName } from './engine-name.ts'
import './layers/sequence-self-attention.ts'
import type { Network } from './network.ts'
import type { NetworkArtifacts } from './network-files.ts'
import { type NetworkShape, refuseNotFinite, refuseOtherLength, refuseOtherShape, sizeOf } from './network-shape.ts'
import { declaredSizes } from './network-topology.ts'
import { PredictionBatches } from './prediction-batches.ts'

/**
 * Build a network on TensorFlow.js's engine of this process.
 *
 * @throws {@link ModelMismatchError} when layers and weights do not fit each other, or the network not `shape`.
 */
export async function loadTensorFlowNetwork(
  artifacts: NetworkArtifacts,
  shape: NetworkShape,
  engineName: EngineName,
  engineNote?: string,
): Promise<Network> {
  const model = await buildModel(artifacts)
  try {
    const shapesOf = (ends: LayersModel['inputs']) => ends.map((end) => end.shape.slice(1))
    refuseOtherShape({ inputs: shapesOf(model.inputs), outputs: shapesOf(model.outputs) }, shape)
    return new TensorFlowNetwork(model, shape.input, engineName, engineNote)
  } catch (error) {
    model.dispose()
    throw error
  }
}

/** Layers first and weights after: TensorFlow.js keeps both in memory when they do not fit each other. */
async function buildModel(artifacts: NetworkArtifacts): Promise<LayersModel> {
  refuseSizesWithoutWeights(artifacts)
  const { modelTopology, weightSpecs, weightData } = artifacts
  const layersOnly: io.IOHandler = { load: () => Promise.resolve({ modelTopology }) }
  const model = await loadLayersModel(layersOnly).catch((cause: unknown) => {
    throw new ModelMismatchError(`the network's layers cannot be built: ${reasonOf(cause)}`, { cause })
  })
  const weights = io.decodeWeights(weightData, weightSpecs)
  try {
    model.loadWeights(weights)
    return model
  } catch (cause) {
    model.dispose()
    throw new ModelMismatchError(`the network's layers and weights do not fit each other: ${reasonOf(cause)}`, {
      cause,
    })
  } finally {
    dispose(weights)
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Building a layer takes memory before its weights are looked at, so a damaged size must be seen first. */
function refuseSizesWithoutWeights({ modelTopology, weightSpecs }: NetworkArtifacts): void {
  const largest = Math.max(0, ...weightSpecs.flatMap(({ shape }) => shape))
  for (const { layer, field, value } of declaredSizes(modelTopology)) {
    if (value <= largest) continue
    throw new ModelMismatchError(`layer ${layer} says ${field} ${value}, but no weight has more than ${largest}`)
  }
}

/** Beyond, a further example costs as much as the one before, and others wait longer (measured on wasm). */
const MOST_TOGETHER = 8

class TensorFlowNetwork implements Network {
  readonly #model: LayersModel
  readonly #shape: readonly number[]
  readonly #batches: PredictionBatches
  readonly engineName: EngineName
  readonly engineNote: string | undefined

  constructor(model: LayersModel, shape: readonly number[], engineName: EngineName, engineNote: string | undefined) {
    this.#model = model
    this.#shape = shape
    const [taken] = model.inputs
    const most = taken?.shape[0] == null ? MOST_TOGETHER : 1
    this.#batches = new PredictionBatches((examples, n) => this.#answer(examples, n), sizeOf(shape), most)
    this.engineName = engineName
    this.engineNote = engineNote
  }

  async predict(input: Float32Array): Promise<Float32Array> {
    refuseOtherLength(input, this.#shape)
    const answer = await this.#batches.add(input)
    refuseNotFinite(answer)
    return answer
  }

  async #answer(examples: Float32Array, n: number): Promise<Float32Array> {
    const output = this.#run(examples, n)
    try {
      return Float32Array.from(await output.data())
    } finally {
      output.dispose()
    }
  }

  #run(examples: Float32Array, n: number): Tensor {
    try {
      return tidy(() => {
        const [output] = [this.#model.predictOnBatch(tensor(examples, [n, ...this.#shape]))].flat()
        if (output === undefined) throw new EngineError('it gave no output')
        return output
      })
    } catch (cause) {
      throw new EngineError(`engine ${this.engineName} cannot run the network: ${reasonOf(cause)}`, { cause })
    }
  }

  dispose(): void {
    this.#model.dispose()
  }
}
