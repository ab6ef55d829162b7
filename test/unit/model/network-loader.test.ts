import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { EngineError, ModelMismatchError, ParameterError } from '../../../src/errors.ts'
import { type Engine, loadEngine } from '../../../src/model/engine.ts'
import type { NetworkArtifacts } from '../../../src/model/network-files.ts'
import { loadNetwork } from '../../../src/model/network-loader.ts'
import { hasOnnx } from '../../onnx.ts'
import { largestDifference } from '../../signals.ts'
import { type SmallNetwork, smallNetwork } from './small-network.ts'

const SHAPE = { input: [3, 4], outputs: 2 }
const INPUT = Float32Array.from({ length: 12 }, (_, i) => i)
/** softmax(0, 1) */
const ANSWER = [1 / (1 + Math.E), Math.E / (1 + Math.E)]

let wasm: Engine
let onnxFirst: Engine
beforeAll(async () => {
  wasm = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  onnxFirst = await loadEngine({ ...findEngineFiles(), missing: { tensorflow: 'left out by this test' } })
})

const load = (artifacts: NetworkArtifacts, engine = wasm, shape = SHAPE) => loadNetwork(artifacts, shape, engine)

function changedSpec(index: number, change: object): NetworkArtifacts {
  const artifacts = smallNetwork()
  return {
    ...artifacts,
    weightSpecs: artifacts.weightSpecs.map((spec, i) => (i === index ? { ...spec, ...change } : spec)),
  }
}

describe.each(['wasm', 'onnx'] as const)('a network on the engine %s', (engineName) => {
  const test = it.skipIf(engineName === 'onnx' && !hasOnnx)
  const loadHere = (network?: SmallNetwork) => load(smallNetwork(network), engineName === 'wasm' ? wasm : onnxFirst)

  test('answers, and says what computes it', async () => {
    const network = await loadHere()
    expect(largestDifference(await network.predict(INPUT), ANSWER)).toBeLessThanOrEqual(1e-6)
    expect([network.engineName, network.engineNote]).toEqual([engineName, undefined])
    network.dispose()
  })

  test('answers several at once without mixing them up', async () => {
    const network = await loadHere()
    const other = Float32Array.from(INPUT, (x) => (x === 0 ? 1 : x === 1 ? 0 : x))
    const [first, second] = await Promise.all([network.predict(INPUT), network.predict(other)])
    expect([...(second ?? [])]).toEqual([...(first ?? [])].reverse())
    network.dispose()
  })

  test('answers many at once as it answers each by itself', async () => {
    const network = await loadHere()
    const inputs = Array.from({ length: 11 }, (_, n) => Float32Array.from(INPUT, (x) => Math.sin(x * (n + 1))))
    const together = await Promise.all(inputs.map((input) => network.predict(input)))
    for (const [n, input] of inputs.entries()) {
      expect(largestDifference(together[n] ?? [], await network.predict(input))).toBeLessThanOrEqual(1e-7)
    }
    network.dispose()
  })

  test('fails the one whose answer is not finite, not those that were asked with it', async () => {
    const network = await loadHere()
    const broken = network.predict(Float32Array.from(INPUT, () => Number.NaN))
    const whole = network.predict(INPUT)
    await expect(broken).rejects.toThrow(EngineError)
    expect(largestDifference(await whole, ANSWER)).toBeLessThanOrEqual(1e-6)
    network.dispose()
  })

  test('leaves its input as it is', async () => {
    const network = await loadHere()
    const input = Float32Array.from(INPUT)
    await network.predict(input)
    expect(input).toEqual(INPUT)
    network.dispose()
  })

  test('has taken its input when predict returns: it may be filled again', async () => {
    const network = await loadHere()
    const input = Float32Array.from(INPUT)
    const answering = network.predict(input)
    input.reverse()
    expect(largestDifference(await answering, ANSWER)).toBeLessThanOrEqual(1e-6)
    network.dispose()
  })

  test('refuses an input of another length', async () => {
    const network = await loadHere()
    await expect(network.predict(new Float32Array(11))).rejects.toThrow(ParameterError)
    network.dispose()
  })

  test('gives an error, never an answer, when its outputs are not finite', async () => {
    const network = await loadHere({ activation: 'linear', weights: [...Array(24).fill(1e38), 0, 0] })
    await expect(network.predict(INPUT.map(() => 1e3))).rejects.toThrow(EngineError)
    await expect(network.predict(new Float32Array(12))).resolves.toHaveLength(2)
    network.dispose()
  })

  test('cannot be asked any more when it is disposed of', async () => {
    const network = await loadHere()
    network.dispose()
    await expect(network.predict(INPUT)).rejects.toThrow(EngineError)
  })
})

describe('a network on wasm', () => {
  it('keeps no tensors from one answer to the next, and none when it is disposed of', async () => {
    const before = memory().numTensors
    const network = await load(smallNetwork())
    const loaded = memory().numTensors
    for (let i = 0; i < 20; i++) await network.predict(INPUT)
    expect(memory().numTensors).toBe(loaded)
    network.dispose()
    expect(memory().numTensors).toBe(before)
  })
})

describe('a network that cannot be put into ONNX', () => {
  /** Padding, which the exporter does not know, in front of the small network. */
  function padded(): NetworkArtifacts {
    const frame = {
      name: 'frame',
      padding: [
        [1, 1],
        [0, 0],
      ],
      batch_input_shape: [null, 1, 4, 1],
    }
    const layers = [
      { class_name: 'ZeroPadding2D', config: frame },
      { class_name: 'Flatten', config: { name: 'flat' } },
      { class_name: 'Dense', config: { name: 'dense', units: 2, activation: 'softmax' } },
    ]
    return { ...smallNetwork(), modelTopology: { class_name: 'Sequential', config: { name: 'padded', layers } } }
  }
  const shape = { input: [1, 4, 1], outputs: 2 }
  const input = Float32Array.of(0, 1, 2, 3)

  it.skipIf(!hasOnnx)('is run by TensorFlow.js, which is said', async () => {
    const network = await load(padded(), onnxFirst, shape)
    expect(network.engineName).toBe('wasm')
    expect(network.engineNote).toBe(
      'layer frame (ZeroPadding2D) cannot be put into ONNX: layers of this class are not known there',
    )
    await expect(network.predict(input)).resolves.toHaveLength(2)
    network.dispose()
  })

  it.skipIf(!hasOnnx)('is refused when onnx was insisted on', async () => {
    const engine = await loadEngine({ ...findEngineFiles(), preferred: 'onnx' })
    await expect(load(padded(), engine, shape)).rejects.toThrow('layer frame (ZeroPadding2D) cannot be put into ONNX')
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
    // The same words where ONNX Runtime is tried first: TensorFlow.js is the judge.
    for (const engine of [wasm, onnxFirst]) {
      const loading = load(artifacts, engine, shape)
      await expect(loading).rejects.toThrow(ModelMismatchError)
      await expect(loading).rejects.toThrow(message)
    }
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
