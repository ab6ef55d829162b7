import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../src/adapters/disk/engine-files.ts'
import { AudioError } from '../../src/errors.ts'
import { type Engine, loadEngine } from '../../src/model/engine.ts'
import { loadNetwork } from '../../src/model/network-loader.ts'
import type { PresetChoice } from '../../src/model/presets.ts'
import type { Scorer } from '../../src/model/scorer.ts'
import { type ImportedModel, importKeras } from '../../src/train/keras/import-keras.ts'
import { hasOnnx } from '../onnx.ts'
import { largestDifference } from '../signals.ts'
import { importedScorer } from './imported-scorer.ts'
import {
  fanAnswers,
  goldenCase,
  hasSharedData,
  PLAIN_CASES,
  RESAMPLED_CASES,
  readArray,
  readBytes,
  readClip,
} from './references.ts'

/** On the reference's own coefficients: what two libraries' sums in single precision differ by. */
const NETWORK_TOLERANCE = 5e-7

const ENGINES = ['wasm', 'onnx'] as const
type TestedEngine = (typeof ENGINES)[number]

let engines: ReadonlyMap<TestedEngine, Engine>
let fanModel: ImportedModel
let goldenModel: ImportedModel

beforeAll(async () => {
  const usable = ENGINES.filter((name) => name !== 'onnx' || hasOnnx)
  engines = new Map(
    await Promise.all(
      usable.map(async (name) => [name, await loadEngine({ ...findEngineFiles(), preferred: name })] as const),
    ),
  )
  if (!hasSharedData) return
  fanModel = await importKeras(readBytes('fan/weightsMulti.hdf5'), 'weightsMulti.hdf5')
  goldenModel = await importKeras(readBytes('golden/model.h5'), 'model.h5')
})

function engine(name: TestedEngine): Engine {
  const found = engines.get(name)
  if (found === undefined) throw new Error(`engine ${name} is not there`)
  return found
}

function scorerOf(model: ImportedModel, choice: PresetChoice, engineName: TestedEngine): Promise<Scorer> {
  return importedScorer(model, choice, engine(engineName))
}

const CHOICES = [
  ['resampy-0.2 kaiser_fast / reflect', { resampler: 'kaiser_fast@0.2', padMode: 'reflect' }],
  ['resampy-0.2 kaiser_fast / constant', { resampler: 'kaiser_fast@0.2', padMode: 'constant' }],
  ['resampy-0.4 kaiser_fast / reflect', { resampler: 'kaiser_fast', padMode: 'reflect' }],
  ['resampy-0.4 kaiser_fast / constant', { resampler: 'kaiser_fast', padMode: 'constant' }],
] as const

describe.each(ENGINES)('the imported real fan model, on %s', (engineName) => {
  const test = it.skipIf(!hasSharedData || (engineName === 'onnx' && !hasOnnx))

  test.each(CHOICES)('gives the probabilities of Python from the recordings (%s)', async (name, choice) => {
    const scorer = await scorerOf(fanModel, choice, engineName)
    for (const recording of ['normal', 'pb1'] as const) {
      const { probabilities } = await scorer.scoreClip(readClip(`fan/${recording}.wav`))
      expect(largestDifference(probabilities, fanAnswers(recording)[name]?.probabilities ?? [])).toBeLessThanOrEqual(
        1e-5,
      )
    }
    scorer.dispose()
  })

  test('tells the normal recording from the other', async () => {
    const scorer = await scorerOf(fanModel, CHOICES[0][1], engineName)
    await expect(scorer.scoreClip(readClip('fan/normal.wav'))).resolves.toMatchObject({ label: 'ok', anomaly: false })
    await expect(scorer.scoreClip(readClip('fan/pb1.wav'))).resolves.toMatchObject({ label: 'a', anomaly: true })
    scorer.dispose()
  })

  test.each(CHOICES)('is the same network (%s)', async (name) => {
    const network = await loadNetwork(fanModel.artifacts, { input: [40, 433, 1], outputs: 4 }, engine(engineName))
    for (const recording of ['normal', 'pb1'] as const) {
      const { mfcc, probabilities } = fanAnswers(recording)[name] ?? { probabilities: [] }
      const outputs = await network.predict(readArray(`fan/${mfcc}`).data)
      expect(largestDifference(outputs, probabilities)).toBeLessThanOrEqual(NETWORK_TOLERANCE)
    }
    network.dispose()
  })
})

const FAILS_IN_PYTHON = ['motor_22k_3s', 'motor_22k_0.05s', 'motor_22k_4.96s', 'empty_22k']

describe.each(ENGINES)('the imported model of Keras 3, on %s', (engineName) => {
  const test = it.skipIf(!hasSharedData || (engineName === 'onnx' && !hasOnnx))

  const choice = { resampler: 'kaiser_fast', padMode: 'constant' } as const

  test.each([...PLAIN_CASES, ...RESAMPLED_CASES])('gives the probabilities of Python for %s', async (name) => {
    const scorer = await scorerOf(goldenModel, choice, engineName)
    const { wav, results } = goldenCase(name)
    const expected = (results.none ?? results.kaiser_fast)?.probabilities ?? []
    const { probabilities } = await scorer.scoreClip(readClip(`golden/${wav}`))
    expect(largestDifference(probabilities, expected)).toBeLessThanOrEqual(1e-6)
    scorer.dispose()
  })

  test('is the same network', async () => {
    const network = await loadNetwork(goldenModel.artifacts, { input: [40, 433, 1], outputs: 4 }, engine(engineName))
    for (const name of [...PLAIN_CASES, ...RESAMPLED_CASES]) {
      const { none, kaiser_fast } = goldenCase(name).results
      const answer = none ?? kaiser_fast
      const outputs = await network.predict(readArray(`golden/${answer?.mfcc}`).data)
      expect(largestDifference(outputs, answer?.probabilities ?? [])).toBeLessThanOrEqual(NETWORK_TOLERANCE)
    }
    network.dispose()
  })

  test.each(FAILS_IN_PYTHON)('refuses %s by name, on which Python fails', async (name) => {
    const scorer = await scorerOf(goldenModel, choice, engineName)
    const scoring = (async () => scorer.scoreClip(readClip(`golden/${goldenCase(name).wav}`)))()
    await expect(scoring).rejects.toThrow(AudioError)
    await expect(scoring).rejects.toThrow(name === 'empty_22k' ? /no samples|empty/i : /at least 4\.969 s/)
    scorer.dispose()
  })
})
