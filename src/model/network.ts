import { dispose, io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { EngineError, ModelMismatchError, ParameterError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { NetworkArtifacts } from './network-files.ts'
import { declaredSizes } from './network-topology.ts'

/** The first answer takes ten times as long as a later one, the next two some times as long (measured on wasm). */
const WARM_UP_RUNS = 3

/** What a bundle promises of its network, and the network has to keep. */
export interface NetworkShape {
  /** Of one example, the batch axis left out. */
  readonly input: readonly number[]
  /** One per label. */
  readonly outputs: number
}

/** A network ready to run: the engine is warm and the first answer as quick as the hundredth. */
export interface Network {
  /**
   * @param input - One example, row-major in the order of the network's input axes.
   * @returns One number per label.
   * @throws {@link EngineError} when an output is not finite.
   */
  predict(input: Float32Array): Promise<Float32Array>
  /** Give the weights' memory back. */
  dispose(): void
}

/**
 * Build a network on the engine and run it until it is warm.
 *
 * @throws {@link ModelMismatchError} when layers and weights do not fit each other, or the network not `shape`.
 * @throws {@link EngineError} when the engine cannot run it.
 */
export async function loadNetwork(artifacts: NetworkArtifacts, shape: NetworkShape, engine: Engine): Promise<Network> {
  const model = await buildModel(artifacts)
  try {
    refuseOtherShape(model, shape)
    const network = new TensorFlowNetwork(model, shape.input, engine)
    for (let run = 0; run < WARM_UP_RUNS; run++) await network.predict(probeInput(shape.input))
    return network
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

function refuseOtherShape(model: LayersModel, { input, outputs }: NetworkShape): void {
  const [modelInput] = model.inputs
  const [modelOutput] = model.outputs
  if (model.inputs.length !== 1 || modelInput === undefined) {
    throw new ModelMismatchError(`the network takes ${model.inputs.length} inputs; only networks with one can be run`)
  }
  if (model.outputs.length !== 1 || modelOutput === undefined) {
    throw new ModelMismatchError(`the network gives ${model.outputs.length} outputs; only networks with one can be run`)
  }
  const taken = modelInput.shape.slice(1)
  if (taken.length !== input.length || taken.some((length, axis) => length !== null && length !== input[axis])) {
    throw new ModelMismatchError(
      `the network takes input of shape ${show(taken)}, but the bundle's features have ${show(input)}`,
    )
  }
  const given = modelOutput.shape.slice(1)
  if (given.length !== 1 || given[0] !== outputs) {
    throw new ModelMismatchError(
      `the network gives output of shape ${show(given)}, but the bundle has ${outputs} labels`,
    )
  }
}

function show(shape: readonly (number | null)[]): string {
  return `[${shape.map((length) => length ?? 'any').join(', ')}]`
}

/** Something to run a network on before there is sound. Not zeros: a network may divide by its input's spread. */
export function probeInput(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i))
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

class TensorFlowNetwork implements Network {
  readonly #model: LayersModel
  readonly #shape: readonly number[]
  readonly #engine: Engine

  constructor(model: LayersModel, shape: readonly number[], engine: Engine) {
    this.#model = model
    this.#shape = shape
    this.#engine = engine
  }

  async predict(input: Float32Array): Promise<Float32Array> {
    if (input.length !== sizeOf(this.#shape)) {
      throw new ParameterError(`the network takes ${sizeOf(this.#shape)} numbers, got ${input.length}`)
    }
    const output = this.#run(input)
    try {
      const values = Float32Array.from(await output.data())
      if (values.every(Number.isFinite)) return values
      throw new EngineError(`the network's answer is not finite (${values.join(', ')})`)
    } finally {
      output.dispose()
    }
  }

  #run(input: Float32Array): Tensor {
    try {
      return tidy(() => {
        const [output] = [this.#model.predictOnBatch(tensor(input, [1, ...this.#shape]))].flat()
        if (output === undefined) throw new EngineError('it gave no output')
        return output
      })
    } catch (cause) {
      throw new EngineError(`engine ${this.#engine.name} cannot run the network: ${reasonOf(cause)}`, { cause })
    }
  }

  dispose(): void {
    this.#model.dispose()
  }
}
