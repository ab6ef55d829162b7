import type { NetworkArtifacts } from '../../../src/model/network-files.ts'

export interface SmallNetwork {
  readonly inputShape?: readonly number[]
  readonly units?: number
  readonly activation?: string
  /** Kernel `[inputs, units]`, row-major, then the bias. */
  readonly weights?: readonly number[]
}

/** One dense layer on 3 × 4 inputs; by default the answer is the softmax of the first and second input. */
export function smallNetwork({
  inputShape = [3, 4],
  units = 2,
  activation = 'softmax',
  weights,
}: SmallNetwork = {}): NetworkArtifacts {
  const inputs = inputShape.reduce((product, length) => product * length, 1)
  const identity = Array.from({ length: inputs * units }, (_, i) => (Math.floor(i / units) === i % units ? 1 : 0))
  const values = weights ?? [...identity, ...Array<number>(units).fill(0)]
  return {
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'small',
        layers: [
          { class_name: 'Flatten', config: { name: 'flat', batch_input_shape: [null, ...inputShape] } },
          { class_name: 'Dense', config: { name: 'dense', units, activation, use_bias: true } },
        ],
      },
    },
    weightSpecs: [
      { name: 'dense/kernel', shape: [inputs, units], dtype: 'float32' },
      { name: 'dense/bias', shape: [units], dtype: 'float32' },
    ],
    weightData: Float32Array.from(values).buffer,
  }
}
