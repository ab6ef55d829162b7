import { memory, tensor, tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { ParameterError } from '../../../src/errors.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { Random } from '../../../src/synth/random.ts'
import { maskFrames } from '../../../src/train/augmentation.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/train/checkpoint.ts'
import { evaluate, predict } from '../../../src/train/evaluation.ts'
import type { Example } from '../../../src/train/example.ts'
import { type FitOptions, type FitParams, fitNetwork } from '../../../src/train/fit.ts'
import { buildFanCnn } from '../../../src/train/networks/fan-cnn.ts'
import { registerTrainingKernels } from '../../../src/train/wasm-kernels/register.ts'
import { copyWeights, toArtifacts } from '../../../src/train/weights.ts'

const INPUT_SHAPE = [16, 24, 1]
const params: FitParams = { epochs: 3, batchSize: 8, learningRate: 0.01, patience: 99, seed: 1 }

/** Pictures of noise with stripes: lying, standing or none. */
function pictures(count: number, seed: number): Example[] {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, index) => {
    const label = index % 3
    const phase = random.uniform(0, 4)
    const input = Float32Array.from({ length: 16 * 24 }, (_, i) => {
      const place = label === 0 ? Math.floor(i / 24) : i % 24
      return 0.3 * random.normal() + (label === 2 ? 0 : Math.sin(2 * place + phase))
    })
    return { input, label }
  })
}

const build = (seed = 1) => buildFanCnn({ inputShape: INPUT_SHAPE, labelCount: 3, seed })
const examples = { training: pictures(48, 1), validation: pictures(12, 2) }

beforeAll(async () => {
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  registerTrainingKernels()
})

describe('buildFanCnn', () => {
  it('has the 10,676 weights of the fan monitor', () => {
    const { model, toPlain } = buildFanCnn({ inputShape: [40, 433, 1], labelCount: 4, seed: 1 })
    const plain = toPlain?.()
    expect(plain?.countParams()).toBe(10_676)
    expect(plain?.layers.map((layer) => layer.getClassName())).toEqual([
      ...Array.from({ length: 3 }, () => ['Conv2D', 'MaxPooling2D']).flat(),
      'GlobalAveragePooling2D',
      'Dense',
    ])
    model.dispose()
    plain?.dispose()
  })

  it('starts from weights that its seed decides', async () => {
    const weights = async (seed: number): Promise<Float32Array[]> => {
      const { model } = build(seed)
      const copy = await copyWeights(model)
      model.dispose()
      return copy
    }
    expect(await weights(1)).toEqual(await weights(1))
    expect(await weights(2)).not.toEqual(await weights(1))
  })
})

describe('fitNetwork', () => {
  it('learns a small set by heart and what it stands for', { timeout: 30_000 }, async () => {
    const network = build()
    expect((await evaluate(network.model, examples.training)).loss).toBeGreaterThan(0.9)
    const { best } = await fitNetwork(network, examples, { ...params, epochs: 20 })
    expect((await evaluate(network.model, examples.training)).accuracy).toBe(1)
    expect(best.validationAccuracy).toBeGreaterThan(0.9)
    network.model.dispose()
  })

  it('gives the same weights for the same seed, other weights for another', { timeout: 30_000 }, async () => {
    const train = async (seed: number): Promise<Float32Array[]> => {
      const network = build()
      await fitNetwork(network, examples, { ...params, seed })
      const weights = await copyWeights(network.model)
      network.model.dispose()
      return weights
    }
    expect(await train(1)).toEqual(await train(1))
    expect(await train(2)).not.toEqual(await train(1))
  })

  it('goes on from a checkpoint as if it had never stopped', { timeout: 30_000 }, async () => {
    const kept: Uint8Array[] = []
    const train = async (options: FitOptions): Promise<Float32Array[]> => {
      const network = build()
      await fitNetwork(network, examples, { ...params, epochs: 4 }, undefined, {
        ...options,
        vary: {
          change: (input, random) => maskFrames(input, { frames: 24, padColumns: 0, framesAxis: 'last' }, 0.2, random),
        },
      })
      const weights = await copyWeights(network.model)
      network.model.dispose()
      return weights
    }
    const whole = await train({
      onState: (state) => void kept.push(encodeCheckpoint({ fingerprint: 'of these', state })),
    })
    const checkpoint = decodeCheckpoint(kept[1] ?? new Uint8Array())
    expect(checkpoint?.state.epochs).toHaveLength(2)
    expect(await train({ from: checkpoint?.state })).toEqual(whole)
  })

  it('leaves no tensor behind, neither per epoch nor in the end', async () => {
    const before = memory().numTensors
    const network = build()
    const counts: number[] = []
    await fitNetwork(network, examples, { ...params, epochs: 4 }, () => {
      counts.push(memory().numTensors)
    })
    expect(new Set(counts).size).toBe(1)
    network.model.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('stops without progress and goes back to its best weights', async () => {
    const network = build()
    // Labels that contradict the pictures: what is learnt makes the validation worse.
    const validation = examples.validation.map((example) => ({ ...example, label: (example.label + 1) % 3 }))
    const { epochs, best } = await fitNetwork(
      network,
      { ...examples, validation },
      { ...params, epochs: 30, patience: 3 },
    )
    expect(epochs.length).toBe(best.epoch + 3)
    expect((await evaluate(network.model, validation)).loss).toBeCloseTo(best.validationLoss, 6)
    network.model.dispose()
  })

  it('refuses to train on nothing', async () => {
    const network = build()
    await expect(fitNetwork(network, { ...examples, training: [] }, params)).rejects.toThrow(ParameterError)
    await expect(fitNetwork(network, examples, { ...params, epochs: 0 })).rejects.toThrow(ParameterError)
    network.model.dispose()
  })
})

describe('a trained network', () => {
  it('answers the same after it has been saved and loaded as a plain TensorFlow.js model', async () => {
    const network = build()
    await fitNetwork(network, examples, params)
    const artifacts = await toArtifacts(network.model)
    const loaded: LayersModel = await loadLayersModel({ load: () => Promise.resolve({ ...artifacts }) })
    expect(await predict(loaded, examples.validation)).toEqual(await predict(network.model, examples.validation))
    network.model.dispose()
    loaded.dispose()
  })

  it('drops values only while it trains, and other ones at every step', () => {
    const network = build()
    network.startEpoch(1)
    const [dropout] = network.model.layers.filter((layer) => layer.getClassName() === 'Dropout')
    const kept = (training: boolean): boolean[] =>
      tidy(() => {
        const [y] = [dropout?.call(tensor(new Float32Array(1_000).fill(1)), { training }) ?? []].flat()
        return [...(y?.dataSync() ?? [])].map((value) => value > 0)
      })
    expect(kept(false).every(Boolean)).toBe(true)
    const first = kept(true)
    expect(Math.abs(first.filter(Boolean).length - 800)).toBeLessThan(60)
    expect(kept(true)).not.toEqual(first)
    network.startEpoch(1)
    expect(kept(true)).toEqual(first)
    network.model.dispose()
  })
})
