import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import { Random } from '../../../../src/synth/random.ts'
import { takeHalf } from '../../../../src/train/augmentation.ts'
import { predict } from '../../../../src/train/evaluation.ts'
import type { Example } from '../../../../src/train/example.ts'
import { fitAll } from '../../../../src/train/fit-all.ts'
import { buildFanCnn } from '../../../../src/train/networks/fan-cnn.ts'
import { buildTimeCnn } from '../../../../src/train/networks/time-cnn.ts'
import { registerTrainingKernels } from '../../../../src/train/wasm-kernels/register.ts'

beforeAll(async () => {
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  registerTrainingKernels()
})

/** Noise of two labels whose means differ by a fifth of its deviation. */
function noises(count: number, length: number): Example[] {
  const random = new Random(3)
  return Array.from({ length: count }, (_, i) => ({
    input: Float32Array.from({ length }, () => random.normal(i % 2 === 0 ? 0.1 : -0.1)),
    label: i % 2,
  }))
}

describe.each([
  { name: 'cnn', build: buildFanCnn, inputShape: [20, 60, 1], half: [20, 30, 1], framesAxis: 'last' as const },
  { name: 'conv1d', build: buildTimeCnn, inputShape: [60, 20], half: [30, 20], framesAxis: 'first' as const },
])('a trained $name', ({ build, inputShape, half, framesAxis }) => {
  const examples = noises(32, 1_200)
  const params = { epochs: 12, batchSize: 8, learningRate: 0.005, seed: 1 }

  it('learns small differences of means in some tens of steps, and answers the same without its normalisation', async () => {
    const before = memory().numTensors
    const network = build({ inputShape, labelCount: 2, seed: 1 })
    await fitAll(network, examples, params)
    const trained = await predict(network.model, examples)
    expect(trained.filter(([first = 0], i) => first > 0.5 === (i % 2 === 0)).length).toBeGreaterThanOrEqual(28)

    const plain = network.toPlain?.()
    expect(plain?.layers.some((layer) => layer.getClassName() === 'BatchNormalization')).toBe(false)
    const answers = plain === undefined ? [] : await predict(plain, examples)
    for (const [i, row] of answers.entries()) {
      for (const [label, probability] of row.entries()) expect(probability).toBeCloseTo(trained[i]?.[label] ?? 0, 4)
    }
    expect(answers).toHaveLength(examples.length)
    network.model.dispose()
    plain?.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('judges whole recordings by what it learnt from halves of them', async () => {
    const network = build({ inputShape, labelCount: 2, seed: 1 })
    const place = { frames: 60, padColumns: 0, framesAxis }
    const vary = { inputShape: half, change: (input: Float32Array, random: Random) => takeHalf(input, place, random) }
    await fitAll(network, examples, params, { vary })
    const answers = await predict(network.model, examples)
    expect(answers.filter(([first = 0], i) => first > 0.5 === (i % 2 === 0)).length).toBeGreaterThanOrEqual(28)
    network.model.dispose()
  })
})
