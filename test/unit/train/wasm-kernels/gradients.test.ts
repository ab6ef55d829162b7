import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import { registerTrainingKernels } from '../../../../src/train/wasm-kernels/register.ts'

type Padding = 'valid' | 'same'
type Pair = [number, number]

/** Gradients of Σ w·f(inputs), w fixed, on one engine. */
async function gradients(
  engine: 'wasm' | 'cpu',
  inputs: readonly { shape: number[]; values: Float32Array }[],
  f: (...tensors: tf.Tensor4D[]) => tf.Tensor,
): Promise<Float32Array[]> {
  await tf.setBackend(engine)
  const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape))
  const weighted = (...args: tf.Tensor[]): tf.Scalar => {
    const y = f(...args.map((x): tf.Tensor4D => tf.reshape(x, x.shape as [number, number, number, number])))
    return tf.sum(tf.mul(y, tf.tensor(numbers(y.size, 3), y.shape)))
  }
  const dx = tf.grads(weighted)(tensors)
  const values = dx.map((x) => Float32Array.from(x.dataSync()))
  tf.dispose([tensors, dx])
  return values
}

/** Numbers without pattern and without ties. */
const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(1.7 * i * seed + seed) + 0.3 * Math.cos(i * i + seed))

function expectSame(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, values] of expected.entries()) {
    expect(actual[i]).toHaveLength(values.length)
    const worst = values.reduce((most, value, k) => Math.max(most, Math.abs(value - (actual[i]?.[k] ?? 99))), 0)
    expect(worst).toBeLessThan(1e-5)
  }
}

beforeAll(async () => {
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  registerTrainingKernels()
  registerTrainingKernels()
})

describe('gradients of a convolution on WebAssembly', () => {
  it.each<{ input: Pair; channels: Pair; filter: Pair; strides: Pair; padding: Padding }>([
    { input: [6, 9], channels: [1, 4], filter: [2, 2], strides: [1, 1], padding: 'valid' },
    { input: [6, 9], channels: [3, 5], filter: [2, 2], strides: [1, 1], padding: 'same' },
    { input: [7, 8], channels: [2, 3], filter: [3, 3], strides: [1, 1], padding: 'same' },
    { input: [8, 9], channels: [2, 3], filter: [3, 2], strides: [2, 2], padding: 'valid' },
    { input: [8, 9], channels: [2, 3], filter: [3, 2], strides: [2, 3], padding: 'same' },
    { input: [1, 20], channels: [4, 6], filter: [1, 5], strides: [1, 2], padding: 'same' },
    { input: [5, 5], channels: [4, 2], filter: [1, 1], strides: [1, 1], padding: 'valid' },
  ])('equal those of the cpu engine: $input by $filter, strides $strides, $padding', async (c) => {
    const shapes = [
      [3, ...c.input, c.channels[0]],
      [...c.filter, ...c.channels],
    ]
    const inputs = shapes.map((shape, i) => ({ shape, values: numbers(tf.util.sizeFromShape(shape), i + 1) }))
    const convolve = (...[x, w]: tf.Tensor4D[]): tf.Tensor => {
      if (x === undefined || w === undefined) throw new Error('two tensors expected')
      return tf.conv2d(x, w, c.strides, c.padding)
    }
    expectSame(await gradients('wasm', inputs, convolve), await gradients('cpu', inputs, convolve))
  })
})

describe('gradients of max pooling on WebAssembly', () => {
  it.each<{ input: Pair; pool: Pair; strides: Pair; padding: Padding }>([
    { input: [6, 8], pool: [2, 2], strides: [2, 2], padding: 'valid' },
    { input: [7, 9], pool: [2, 2], strides: [2, 2], padding: 'valid' },
    { input: [7, 9], pool: [2, 2], strides: [2, 2], padding: 'same' },
    { input: [7, 9], pool: [3, 2], strides: [1, 2], padding: 'valid' },
    { input: [7, 9], pool: [3, 3], strides: [2, 1], padding: 'same' },
  ])('equal those of the cpu engine: $input by $pool, strides $strides, $padding', async (c) => {
    const shape = [3, ...c.input, 4]
    const inputs = [{ shape, values: numbers(tf.util.sizeFromShape(shape), 2) }]
    const pool = (...[x]: tf.Tensor4D[]): tf.Tensor => {
      if (x === undefined) throw new Error('a tensor expected')
      return tf.maxPool(x, c.pool, c.strides, c.padding)
    }
    expectSame(await gradients('wasm', inputs, pool), await gradients('cpu', inputs, pool))
  })
})
