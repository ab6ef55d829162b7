import { grads, memory, mul, reshape, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import {
  SequenceSelfAttention,
  type SequenceSelfAttentionConfig,
} from '../../../../src/model/layers/sequence-self-attention.ts'
import { loadTensorFlowNetwork } from '../../../../src/model/tensorflow-network.ts'
import { toArtifacts } from '../../../../src/train/weights.ts'
import { largestDifference, noise } from '../../../signals.ts'

const STEPS = 4
const FEATURES = 3
const UNITS = 2

beforeAll(() => loadEngine({ ...findEngineFiles(), preferred: 'wasm' }))

/** The layer between an input and a row of numbers, its weights drawn. */
function network(config: SequenceSelfAttentionConfig): Sequential {
  const model = sequential({
    layers: [
      new SequenceSelfAttention({ name: 'attention', units: UNITS, inputShape: [STEPS, FEATURES], ...config }),
      layers.flatten({ name: 'flat' }),
    ],
  })
  tidy(() => model.setWeights(model.getWeights().map(({ shape, size }, i) => tensor(noise(size, i + 1), shape))))
  return model
}

/** The definition, written out in double precision. */
function defined(x: readonly number[], weights: readonly Float32Array[], activation: (e: number) => number): number[] {
  const [wt, wx, bh, wa, ba] = weights.map((values) => Array.from(values))
  const step = (t: number): number[] => x.slice(t * FEATURES, (t + 1) * FEATURES)
  const project = (t: number, w: readonly number[] = [], unit: number): number =>
    step(t).reduce((total, value, f) => total + value * (w[f * UNITS + unit] ?? 0), 0)
  const steps = Array.from({ length: STEPS }, (_, t) => t)
  return steps.flatMap((t) => {
    const energies = steps.map((u) => {
      const hidden = Array.from({ length: UNITS }, (_, unit) =>
        Math.tanh(project(t, wt, unit) + project(u, wx, unit) + (bh?.[unit] ?? 0)),
      )
      return Math.exp(activation(hidden.reduce((total, h, unit) => total + h * (wa?.[unit] ?? 0), ba?.[0] ?? 0)))
    })
    const all = energies.reduce((total, energy) => total + energy, 0)
    return Array.from({ length: FEATURES }, (_, f) =>
      steps.reduce((total, u) => total + ((energies[u] ?? 0) / all) * (step(u)[f] ?? 0), 0),
    )
  })
}

const X = Array.from(noise(STEPS * FEATURES, 99), (value) => 2 * value)

async function answer(model: Sequential): Promise<Float32Array> {
  const output = tidy(() => model.predictOnBatch(tensor(X, [1, STEPS, FEATURES])) as Tensor)
  const values = Float32Array.from(await output.data())
  output.dispose()
  return values
}

const weightsOf = (model: Sequential): Float32Array[] =>
  model.getWeights().map((weight) => Float32Array.from(weight.dataSync()))

describe('self-attention over a sequence', () => {
  it.each([
    ['tanh', Math.tanh],
    ['sigmoid', (e: number) => 1 / (1 + Math.exp(-e))],
    ['linear', (e: number) => e],
    ['relu', (e: number) => Math.max(0, e)],
  ] as const)('answers as it is defined, with %s', async (attentionActivation, activation) => {
    const model = network({ attentionActivation })
    expect(largestDifference(await answer(model), defined(X, weightsOf(model), activation))).toBeLessThan(1e-6)
    model.dispose()
  })

  it('does without biases where it is told to', async () => {
    const model = network({ useAdditiveBias: false, useAttentionBias: false })
    const [wt, wx, wa] = weightsOf(model)
    expect(model.getWeights()).toHaveLength(3)
    const none = [wt, wx, new Float32Array(UNITS), wa, new Float32Array(1)].map(
      (values) => values ?? new Float32Array(),
    )
    expect(
      largestDifference(
        await answer(model),
        defined(X, none, (e) => e),
      ),
    ).toBeLessThan(1e-6)
    model.dispose()
  })

  it('is saved and loaded with its settings and weights', async () => {
    const model = network({ attentionActivation: 'tanh', useAttentionBias: false })
    const expected = await answer(model)
    const shape = { input: [STEPS, FEATURES], outputs: STEPS * FEATURES }
    const artifacts = await toArtifacts(model)
    expect(artifacts.weightSpecs.map(({ name }) => name)).toEqual(
      ['Wt', 'Wx', 'bh', 'Wa'].map((name) => `attention/${name}`),
    )
    const loaded = await loadTensorFlowNetwork(artifacts, shape, 'wasm')
    expect(await loaded.predict(Float32Array.from(X))).toEqual(expected)
    loaded.dispose()
    model.dispose()
  })

  it.each([
    [{ units: 0 }, 'units must be a positive integer'],
    [{ units: 1.5 }, 'units must be a positive integer'],
    [{ attentionActivation: 'exponential' as 'tanh' }, 'cannot be exponential'],
  ])('refuses %j', (config, message) => {
    expect(() => new SequenceSelfAttention(config)).toThrow(message)
  })

  it('has gradients that agree with finite differences, for its input and for every weight', () => {
    const model = network({ attentionActivation: 'tanh' })
    const [layer] = model.layers
    if (layer === undefined) throw new Error('no layer')
    const shapes = [[1, STEPS, FEATURES], ...model.getWeights().map(({ shape }) => shape)]
    const values = [Float32Array.from(X), ...weightsOf(model)]
    const weighing = noise(STEPS * FEATURES, 7)
    const cost = (...[x, ...weights]: Tensor[]): Tensor => {
      for (const [i, weight] of layer.weights.entries()) Object.assign(weight, { read: () => weights[i] })
      const y = layer.call(x as Tensor, {}) as Tensor
      return sum(mul(y, tensor(weighing, y.shape)))
    }
    const before = memory().numTensors
    const costAt = (which: number, index: number, change: number): number =>
      tidy(() => {
        const moved = values.map((array, i) =>
          tensor(i === which ? array.map((value, k) => (k === index ? value + change : value)) : array, shapes[i]),
        )
        return cost(...moved).dataSync()[0] ?? Number.NaN
      })
    const gradients = tidy(() =>
      grads((...args: Tensor[]) => reshape(cost(...args), []))(values.map((array, i) => tensor(array, shapes[i]))).map(
        (gradient) => Float32Array.from(gradient.dataSync()),
      ),
    )
    const h = 1e-2
    for (const [which, gradient] of gradients.entries()) {
      const estimated = Array.from(gradient, (_, k) => (costAt(which, k, h) - costAt(which, k, -h)) / (2 * h))
      expect(largestDifference(gradient, estimated)).toBeLessThan(2e-3)
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-3)
    }
    expect(memory().numTensors).toBe(before)
  })
})
