import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import { Random } from '../../../../src/synth/random.ts'
import type { Example } from '../../../../src/train/example.ts'
import { fitNetwork } from '../../../../src/train/fit.ts'
import { buildCnnLstm } from '../../../../src/train/networks/cnn-lstm.ts'
import { registerTrainingKernels } from '../../../../src/train/wasm-kernels/register.ts'

beforeAll(async () => {
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  registerTrainingKernels()
})

/** A bump that comes early or late, in noise; the third label is for noise alone. */
function sequences(count: number, seed: number): Example[] {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, index) => {
    const label = index % 2
    const input = Float32Array.from({ length: 30 * 6 }, (_, i) => {
      const step = Math.floor(i / 6)
      const isBump = label === 0 ? step < 12 : step >= 18
      return 0.5 * random.normal() + (isBump && i % 2 === 0 ? 1.5 : 0)
    })
    return { input, label }
  })
}

describe('buildCnnLstm', () => {
  it('has the 358,874 parameters of the keyword spotter, layer by layer', () => {
    const { model } = buildCnnLstm({ inputShape: [49, 40], labelCount: 25, seed: 1 })
    expect(model.countParams()).toBe(358_874)
    expect(model.layers.map((layer) => layer.getClassName())).toEqual([
      'BatchNormalization',
      ...Array.from({ length: 3 }, () => ['Conv1D', 'BatchNormalization', 'MaxPooling1D']).flat(),
      ...['Dropout', 'LSTM', 'SeqSelfAttention', 'LSTM', 'BatchNormalization', 'Dropout', 'Dense', 'Dense'],
      ...['Dropout', 'Dense'],
    ])
    model.dispose()
  })

  it('learns on WebAssembly, and leaves no tensors behind', { timeout: 60_000 }, async () => {
    const before = memory().numTensors
    const network = buildCnnLstm({ inputShape: [30, 6], labelCount: 2, seed: 1 })
    const examples = { training: sequences(96, 1), validation: sequences(24, 2) }
    const params = { epochs: 4, batchSize: 16, learningRate: 0.003, patience: 9, seed: 1 }
    const { best, epochs } = await fitNetwork(network, examples, params)
    expect(best.validationAccuracy).toBeGreaterThanOrEqual(0.9)
    expect(epochs.at(-1)?.trainingLoss).toBeLessThan(epochs[0]?.trainingLoss ?? 0)
    network.model.dispose()
    expect(memory().numTensors).toBe(before)
  })
})
