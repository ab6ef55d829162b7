import { beforeAll, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { Random } from '../../../src/synth/random.ts'
import type { Example } from '../../../src/train/example.ts'
import { type FitAllState, fitAll } from '../../../src/train/fit-all.ts'
import { buildTimeCnn } from '../../../src/train/networks/time-cnn.ts'
import { registerTrainingKernels } from '../../../src/train/wasm-kernels/register.ts'
import { copyWeights } from '../../../src/train/weights.ts'

beforeAll(async () => {
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  registerTrainingKernels()
})

const random = new Random(1)
const examples: Example[] = Array.from({ length: 12 }, (_, i) => ({
  input: Float32Array.from({ length: 40 * 6 }, () => random.normal(i % 3)),
  label: i % 3,
}))
const params = { epochs: 4, batchSize: 4, learningRate: 0.01, seed: 1 }

async function train(from?: FitAllState): Promise<{ states: FitAllState[]; weights: Float32Array[] }> {
  const network = buildTimeCnn({ inputShape: [40, 6], labelCount: 3, seed: 1 })
  const states: FitAllState[] = []
  await fitAll(network, examples, params, { from, onState: (state) => void states.push(state) })
  const weights = await copyWeights(network.model)
  network.model.dispose()
  return { states, weights }
}

it('goes on from where it was as if it had never stopped, running means included', async () => {
  const whole = await train()
  expect(whole.states.map(({ epochs }) => epochs)).toEqual([1, 2, 3, 4])
  const resumed = await train(whole.states[1])
  expect(resumed.states.map(({ epochs }) => epochs)).toEqual([3, 4])
  expect(resumed.weights).toEqual(whole.weights)
})
