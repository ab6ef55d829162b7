import { EngineError, ModelMismatchError, ParameterError } from '../errors.ts'

/** What a bundle promises of its network, and the network has to keep. */
export interface NetworkShape {
  /** Of one example, the batch axis left out. */
  readonly input: readonly number[]
  /** One per label. */
  readonly outputs: number
}

/** What a network says of itself: a shape for each of its inputs and outputs, null where any length will do. */
export interface NetworkEnds {
  readonly inputs: readonly (readonly (number | null)[])[]
  readonly outputs: readonly (readonly (number | null)[])[]
}

/** @throws {@link ModelMismatchError} when the network is not what its bundle promises. */
export function refuseOtherShape({ inputs, outputs }: NetworkEnds, shape: NetworkShape): void {
  const [taken] = inputs
  const [given] = outputs
  if (inputs.length !== 1 || taken === undefined) {
    throw new ModelMismatchError(`the network takes ${inputs.length} inputs; only networks with one can be run`)
  }
  if (outputs.length !== 1 || given === undefined) {
    throw new ModelMismatchError(`the network gives ${outputs.length} outputs; only networks with one can be run`)
  }
  const { input } = shape
  if (taken.length !== input.length || taken.some((length, axis) => length !== null && length !== input[axis])) {
    throw new ModelMismatchError(
      `the network takes input of shape ${show(taken)}, but the bundle's features have ${show(input)}`,
    )
  }
  if (given.length !== 1 || given[0] !== shape.outputs) {
    throw new ModelMismatchError(
      `the network gives output of shape ${show(given)}, but the bundle has ${shape.outputs} labels`,
    )
  }
}

/** @throws {@link ParameterError} */
export function refuseOtherLength({ length }: Float32Array, shape: readonly number[]): void {
  if (length === sizeOf(shape)) return
  throw new ParameterError(`the network takes ${sizeOf(shape)} numbers, got ${length}`)
}

/** @throws {@link EngineError} when a number of the answer is not finite. */
export function refuseNotFinite(answer: Float32Array): void {
  if (answer.every(Number.isFinite)) return
  throw new EngineError(`the network's answer is not finite (${answer.join(', ')})`)
}

/** Something to run a network on before there is sound. Not zeros: a network may divide by its input's spread. */
export function probeInput(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i))
}

/** Numbers of one example. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

function show(shape: readonly (number | null)[]): string {
  return `[${shape.map((length) => length ?? 'any').join(', ')}]`
}
