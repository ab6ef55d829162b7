import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { EngineError, ModelMismatchError, ParameterError } from '../../../src/errors.ts'
import { type Engine, loadEngine } from '../../../src/model/engine.ts'
import { loadNetwork } from '../../../src/model/network.ts'
import type { NetworkArtifacts } from '../../../src/model/network-files.ts'
import { largestDifference } from '../../signals.ts'
import { smallNetwork } from './small-network.ts'

const SHAPE = { input: [3, 4], outputs: 2 }
const INPUT = Float32Array.from({ length: 12 }, (_, i) => i)
/** softmax(0, 1) */
const ANSWER = [1 / (1 + Math.E), Math.E / (1 + Math.E)]

let wasm: Engine
beforeAll(async () => {
  wasm = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
})

const load = (artifacts: NetworkArtifacts, shape = SHAPE) => loadNetwork(artifacts, shape, wasm)

function changedSpec(index: number, change: object): NetworkArtifacts {
  const artifacts = smallNetwork()
  return {
    ...artifacts,
    weightSpecs: artifacts.weightSpecs.map((spec, i) => (i === index ? { ...spec, ...change } : spec)),
  }
}

describe('a network', () => {
  it('answers', async () => {
    const network = await load(smallNetwork())
    expect(largestDifference(await network.predict(INPUT), ANSWER)).toBeLessThanOrEqual(1e-6)
    network.dispose()
  })

  it('keeps no tensors from one answer to the next, and none when it is disposed of', async () => {
    const before = memory().numTensors
    const network = await load(smallNetwork())
    const loaded = memory().numTensors
    for (let i = 0; i < 20; i++) await network.predict(INPUT)
    expect(memory().numTensors).toBe(loaded)
    network.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('answers several at once without mixing them up', async () => {
    const network = await load(smallNetwork())
    const other = Float32Array.from(INPUT, (x) => (x === 0 ? 1 : x === 1 ? 0 : x))
    const [first, second] = await Promise.all([network.predict(INPUT), network.predict(other)])
    expect([...(second ?? [])]).toEqual([...(first ?? [])].reverse())
    network.dispose()
  })

  it('leaves its input as it is', async () => {
    const network = await load(smallNetwork())
    const input = Float32Array.from(INPUT)
    await network.predict(input)
    expect(input).toEqual(INPUT)
    network.dispose()
  })

  it('refuses an input of another length', async () => {
    const network = await load(smallNetwork())
    await expect(network.predict(new Float32Array(11))).rejects.toThrow(ParameterError)
    network.dispose()
  })

  it('gives an error, never an answer, when its outputs are not finite', async () => {
    const network = await load(smallNetwork({ activation: 'linear', weights: [...Array(24).fill(1e38), 0, 0] }))
    await expect(network.predict(INPUT.map(() => 1e3))).rejects.toThrow(EngineError)
    await expect(network.predict(new Float32Array(12))).resolves.toHaveLength(2)
    network.dispose()
  })
})

describe('loading a network is refused, and leaves no tensors', () => {
  const cases: readonly (readonly [string, NetworkArtifacts, typeof SHAPE, RegExp])[] = [
    [
      'for other features',
      smallNetwork(),
      { input: [4, 3], outputs: 2 },
      /takes input of shape \[3, 4\], .* features have \[4, 3\]/,
    ],
    ['for features with an axis more', smallNetwork(), { input: [3, 4, 1], outputs: 2 }, /features have \[3, 4, 1\]/],
    [
      'for another number of labels',
      smallNetwork(),
      { input: [3, 4], outputs: 3 },
      /output of shape \[2\], .* 3 labels/,
    ],
    [
      'when a weight is missing',
      { ...smallNetwork(), weightSpecs: smallNetwork().weightSpecs.slice(0, 1) },
      SHAPE,
      /dense\/bias/,
    ],
    ['when a weight has another shape', changedSpec(0, { shape: [6, 4] }), SHAPE, /layers and weights do not fit/],
    ['when a weight has another name', changedSpec(1, { name: 'dense/tilt' }), SHAPE, /dense\/tilt/],
    [
      'when a layer claims more than there is',
      { ...smallNetwork(), ...huge() },
      SHAPE,
      /layer dense says units 1000000000/,
    ],
    ['when a layer is of an unknown class', unknownLayer(), SHAPE, /Unknown layer: Mystery/],
  ]

  it.each(cases)('%s', async (_name, artifacts, shape, message) => {
    const before = memory().numTensors
    const loading = load(artifacts, shape)
    await expect(loading).rejects.toThrow(ModelMismatchError)
    await expect(loading).rejects.toThrow(message)
    expect(memory().numTensors).toBe(before)
  })

  function huge(): Pick<NetworkArtifacts, 'modelTopology'> {
    const text = JSON.stringify(smallNetwork().modelTopology).replace('"units":2', '"units":1000000000')
    return { modelTopology: JSON.parse(text) }
  }

  function unknownLayer(): NetworkArtifacts {
    const text = JSON.stringify(smallNetwork().modelTopology).replace('Flatten', 'Mystery')
    return { ...smallNetwork(), modelTopology: JSON.parse(text) }
  }
})
