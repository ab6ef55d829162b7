import { ModelMismatchError } from '../../errors.ts'
import type { NetworkArtifacts } from '../network-files.ts'

interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** A network's weights by name, of which every one has to be used once. */
export class LayerWeights {
  readonly #weights = new Map<string, Weight>()

  /** @throws {@link ModelMismatchError} when two weights have one name. */
  constructor({ weightSpecs, weightData }: Pick<NetworkArtifacts, 'weightSpecs' | 'weightData'>) {
    let offset = 0
    for (const { name, shape } of weightSpecs) {
      if (this.#weights.has(name)) throw new ModelMismatchError(`two weights are named ${name}`)
      const values = new Float32Array(weightData, offset, sizeOf(shape))
      this.#weights.set(name, { shape, values })
      offset += values.byteLength
    }
  }

  /** @throws {@link ModelMismatchError} when there is none, or it has another shape. */
  take(name: string, shape: readonly number[]): Float32Array {
    const weight = this.#weights.get(name)
    if (weight === undefined) throw new ModelMismatchError(`weight ${name} is missing`)
    if (weight.shape.join() !== shape.join()) {
      throw new ModelMismatchError(
        `weight ${name} has the shape [${weight.shape.join(', ')}], but its layer needs [${shape.join(', ')}]`,
      )
    }
    this.#weights.delete(name)
    return weight.values
  }

  /** @throws {@link ModelMismatchError} when there are weights that no layer took. */
  refuseLeftOvers(): void {
    const [name] = this.#weights.keys()
    if (name !== undefined) throw new ModelMismatchError(`no layer has a weight ${name}`)
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/**
 * Put a tensor's axes in another order.
 *
 * @param values - Row-major, of shape `shape`.
 * @param order - For each axis of the result, the axis of `values` that it is.
 */
export function transpose(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const result = new Float32Array(values.length)
  const lengths = order.map((axis) => shape[axis] ?? 1)
  const strides = order.map((axis) => steps[axis] ?? 0)
  for (let i = 0; i < result.length; i++) {
    let rest = i
    let from = 0
    for (let axis = order.length - 1; axis >= 0; axis--) {
      const length = lengths[axis] ?? 1
      from += (rest % length) * (strides[axis] ?? 0)
      rest = Math.floor(rest / length)
    }
    result[i] = values[from] ?? 0
  }
  return result
}
