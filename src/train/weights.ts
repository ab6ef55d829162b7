import { tensor, tidy, Variable } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError } from '../errors.ts'
import type { NetworkArtifacts } from '../model/network-files.ts'

/** The variables that training changes. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map((weight) => {
    const variable = weight.read()
    if (variable instanceof Variable) return variable
    throw new EngineError(`weight ${weight.name} is not a variable`)
  })
}

/** Every weight's numbers, out of the engine's memory. */
export async function copyWeights(model: LayersModel): Promise<Float32Array[]> {
  return Promise.all(model.getWeights().map(async (weight) => Float32Array.from(await weight.data())))
}

/** Put back what {@link copyWeights} took. */
export function restoreWeights(model: LayersModel, weights: readonly Float32Array[]): void {
  tidy(() => {
    const shapes = model.getWeights().map(({ shape }) => shape)
    model.setWeights(shapes.map((shape, i) => tensor(weights[i] ?? new Float32Array(), shape)))
  })
}

/** A network's layers and weights, to be saved. */
export async function toArtifacts(model: LayersModel): Promise<NetworkArtifacts> {
  const values = await copyWeights(model)
  const specs = model.weights.map((weight, i) => ({
    name: weight.originalName,
    shape: weight.shape.map((length) => length ?? 0),
    dtype: 'float32' as const,
    values: values[i] ?? new Float32Array(),
  }))
  const weightData = new Float32Array(specs.reduce((sum, { values: { length } }) => sum + length, 0))
  let offset = 0
  for (const spec of specs) {
    weightData.set(spec.values, offset)
    offset += spec.values.length
  }
  const topology: unknown = model.toJSON(null, false)
  if (typeof topology !== 'object' || topology === null)
    throw new EngineError('the network cannot be described as JSON')
  return {
    modelTopology: topology,
    weightSpecs: specs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    weightData: weightData.buffer,
  }
}
