import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sealBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { AudioError, BundleError, EngineError, ModelMismatchError } from '../../../src/errors.ts'
import type { NetworkDraft } from '../../../src/model/bundle-contents.ts'
import { type Engine, loadEngine } from '../../../src/model/engine.ts'
import { toNetworkFiles } from '../../../src/model/network-files.ts'
import { verdictOf } from '../../../src/model/network-scorer.ts'
import { createScorer, type Scorer } from '../../../src/model/scorer.ts'
import { SPOTTING_ALARM } from '../../../src/model/spotting.ts'
import { noise } from '../../signals.ts'
import { networkDraft } from './network-draft.ts'
import { type SmallNetwork, smallNetwork } from './small-network.ts'

const MODEL = { name: 'm', version: '1', sha256: '0'.repeat(64) }
const Y = noise(22_050, 1)

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
})

function scorerOf(network: SmallNetwork = {}, draft: Partial<NetworkDraft> = {}): Promise<Scorer> {
  return createScorer(sealBundle({ ...networkDraft(), ...draft }, toNetworkFiles(smallNetwork(network))), engine)
}

/** A network that answers the softmax of these, whatever it hears. */
const always = (...logits: readonly number[]): SmallNetwork => ({
  units: logits.length,
  weights: [...Array<number>(12 * logits.length).fill(0), ...logits],
})

describe('a scorer', () => {
  it('gives the verdict of its bundle', async () => {
    const scorer = await scorerOf(always(0, Math.log(3)))
    const verdict = await scorer.scoreSamples(Y)
    expect(verdict).toMatchObject({ label: 'fault', message: 'Fault', anomaly: true, model: scorer.identity })
    expect(verdict.score).toBeCloseTo(0.75, 6)
    expect(verdict.probabilities[0]).toBeCloseTo(0.25, 6)
    scorer.dispose()
  })

  it('says which bundle and engine speak', async () => {
    const scorer = await scorerOf()
    expect(scorer.identity).toEqual({
      name: 'small',
      version: '1.0.0',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(scorer.engineName).toBe('wasm')
    scorer.dispose()
  })

  it('scores a clip at the rate of the bundle as its samples', async () => {
    const scorer = await scorerOf()
    const ofClip = await scorer.scoreClip({ y: Y, sampleRateHz: 22_050, channels: 1 })
    expect(ofClip).toEqual(await scorer.scoreSamples(Y))
    scorer.dispose()
  })

  it('refuses sound that cannot be scored', async () => {
    const scorer = await scorerOf()
    await expect(scorer.scoreSamples(new Float32Array(0))).rejects.toThrow(AudioError)
    await expect(scorer.scoreSamples(Y.map(() => Number.NaN))).rejects.toThrow(AudioError)
    await expect(scorer.scoreClip({ y: Y, sampleRateHz: 16_000, channels: 1 })).rejects.toThrow(AudioError)
    scorer.dispose()
  })

  it('keeps no tensors', async () => {
    const before = memory().numTensors
    const scorer = await scorerOf()
    const loaded = memory().numTensors
    for (let i = 0; i < 5; i++) await scorer.scoreSamples(Y)
    expect(memory().numTensors).toBe(loaded)
    scorer.dispose()
    expect(memory().numTensors).toBe(before)
  })
})

describe('a bundle is refused at load', () => {
  it('when its network takes other features', async () => {
    const features = { ...networkDraft().features, nMfcc: 5 }
    await expect(scorerOf({}, { features })).rejects.toThrow(
      "the network takes input of shape [3, 4], but the bundle's features have [5, 4]",
    )
  })

  it('when its network takes them in another order', async () => {
    const features = { ...networkDraft().features, layout: 'frames,coefficients' as const }
    await expect(scorerOf({}, { features })).rejects.toThrow(ModelMismatchError)
  })

  it('when its network knows another number of labels', async () => {
    await expect(scorerOf(always(0, 1, 2))).rejects.toThrow('the bundle has 2 labels')
  })

  it("when its network's outputs are not probabilities, and gives its memory back", async () => {
    const before = memory().numTensors
    await expect(scorerOf({ activation: 'linear' })).rejects.toThrow(/its last layer has to be a softmax/)
    expect(memory().numTensors).toBe(before)
  })

  it('when a weight is not finite', async () => {
    const weights = [...Array<number>(12 * 2).fill(0), Number.NaN, 0]
    await expect(scorerOf({ weights })).rejects.toThrow('weight dense/bias holds a number that is not finite')
  })

  it.each([
    [
      'end early',
      (bytes: Uint8Array) => bytes.subarray(0, -1),
      'the weight files end before the last number of weight dense/bias',
    ],
    [
      'hold too much',
      (bytes: Uint8Array) => Uint8Array.of(...bytes, 0, 0, 0, 0),
      'the weight files hold 108 bytes, but their list only 104',
    ],
  ])('when its weight files %s', async (_name, change, message) => {
    const files = toNetworkFiles(smallNetwork())
    files.set('weights.bin', change(files.get('weights.bin') ?? new Uint8Array(0)))
    await expect(createScorer(sealBundle(networkDraft(), files), engine)).rejects.toThrow(message)
  })

  it('when a weight file is missing', async () => {
    const files = toNetworkFiles(smallNetwork())
    files.delete('weights.bin')
    await expect(createScorer(sealBundle(networkDraft(), files), engine)).rejects.toThrow(
      'the bundle lacks weights.bin',
    )
  })

  it.each(['', '{', '{}', '[]', '{"modelTopology":{},"weightsManifest":[{}]}'])(
    'when model.json is %j',
    async (text) => {
      const files = toNetworkFiles(smallNetwork()).set('model.json', new TextEncoder().encode(text))
      await expect(createScorer(sealBundle(networkDraft(), files), engine)).rejects.toThrow(BundleError)
    },
  )

  it('when its weights are quantised', async () => {
    const files = toNetworkFiles(smallNetwork())
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json')))
    json.weightsManifest[0].weights[0].quantization = { dtype: 'uint8', min: 0, scale: 1 }
    files.set('model.json', new TextEncoder().encode(JSON.stringify(json)))
    await expect(createScorer(sealBundle(networkDraft(), files), engine)).rejects.toThrow(/must not be quantised/)
  })
})

describe('verdictOf', () => {
  const label = (name: string, normal: boolean) => ({ name, message: name.toUpperCase(), normal })
  const labels = [label('ok', true), label('idle', true), label('fault', false)]

  it('scores what the normal labels leave over', () => {
    const verdict = verdictOf(labels, Float32Array.of(0.25, 0.25, 0.5), MODEL)
    expect(verdict).toEqual({
      label: 'fault',
      message: 'FAULT',
      anomaly: true,
      score: 0.5,
      probabilities: [0.25, 0.25, 0.5],
      model: MODEL,
    })
  })

  it('is no anomaly when the most probable label is normal, however high the score', () => {
    expect(verdictOf(labels, Float32Array.of(0.375, 0.25, 0.375), MODEL)).toMatchObject({
      label: 'ok',
      anomaly: false,
      score: 0.375,
    })
  })

  it('keeps the score within 0 and 1', () => {
    expect(verdictOf(labels, Float32Array.of(0.7501, 0.25, 0), MODEL).score).toBe(0)
  })

  describe('where no label is normal', () => {
    const words = [
      { ...label('yes', false), thresholds: { raiseAt: 0.7, clearAt: 0.5 } },
      label('no', false),
      label('stop', false),
    ]
    const heard = (...outputs: number[]) => verdictOf(words, Float32Array.from(outputs), MODEL, SPOTTING_ALARM)

    it('reports a label from its threshold on, its own or the common one', () => {
      expect(heard(0.75, 0.25, 0)).toMatchObject({ label: 'yes', anomaly: true, score: 0.75 })
      expect(heard(0, 0.75, 0.25)).toMatchObject({ label: 'no', anomaly: false, score: 0.75 })
      expect(heard(0, 0.875, 0.125)).toMatchObject({ label: 'no', anomaly: true, score: 0.875 })
    })

    it('reports nothing where nothing is likely', () => {
      expect(heard(0.5, 0.25, 0.25)).toMatchObject({ label: 'yes', anomaly: false, score: 0.5 })
    })
  })

  it.each([
    ['not finite', [Number.NaN, 0.5, 0.5], EngineError],
    ['infinite', [Number.POSITIVE_INFINITY, 0, 0], EngineError],
    ['negative', [1.5, -0.5, 0], ModelMismatchError],
    ['more than 1 together', [0.5, 0.5, 0.5], ModelMismatchError],
    ['too few', [], ModelMismatchError],
  ])('refuses outputs that are %s', (_name, outputs, error) => {
    expect(() => verdictOf(labels, Float32Array.from(outputs), MODEL)).toThrow(error)
  })
})
