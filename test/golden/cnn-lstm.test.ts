import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findEngineFiles } from '../../src/adapters/disk/engine-files.ts'
import { type Engine, loadEngine } from '../../src/model/engine.ts'
import { loadNetwork } from '../../src/model/network-loader.ts'
import { type ImportedModel, importKeras } from '../../src/train/keras/import-keras.ts'
import { hasOnnx } from '../onnx.ts'
import { largestDifference } from '../signals.ts'
import { keywordNetwork, numbers } from './cnn-lstm/network.ts'

const ENGINES = ['wasm', 'onnx'] as const
const LABELS = 25

const Case = z.object({ steps: z.number(), seed: z.number(), parameters: z.number(), output: z.array(z.number()) })
const answers = z
  .object({ cases: z.array(Case).min(1) })
  .parse(JSON.parse(readFileSync(new URL('cnn-lstm/answers.json', import.meta.url), 'utf8')))

let engines: ReadonlyMap<string, Engine>

beforeAll(async () => {
  const usable = ENGINES.filter((name) => name !== 'onnx' || hasOnnx)
  engines = new Map(
    await Promise.all(
      usable.map(async (name) => [name, await loadEngine({ ...findEngineFiles(), preferred: name })] as const),
    ),
  )
})

describe("the keyword network, read from Keras's file", () => {
  const imported = new Map<number, Promise<ImportedModel>>()
  const networkOf = (steps: number): Promise<ImportedModel> => {
    const known = imported.get(steps) ?? keywordNetwork(steps).then((bytes) => importKeras(bytes, 'keywords.h5'))
    imported.set(steps, known)
    return known
  }

  it('has 358,874 parameters for 25 words on [49, 40]', async () => {
    const { artifacts, inputShape } = await networkOf(49)
    expect(artifacts.weightData.byteLength / 4).toBe(358_874)
    expect(inputShape).toEqual([49, 40])
    expect(answers.cases.map(({ parameters }) => parameters)).toEqual(answers.cases.map(() => 358_874))
  })

  describe.each(ENGINES)('on %s', (name) => {
    it.skipIf(name === 'onnx' && !hasOnnx).each(answers.cases)(
      'answers as PyTorch does: $steps steps, input $seed',
      async ({ steps, seed, output }) => {
        const { artifacts } = await networkOf(steps)
        const engine = engines.get(name)
        if (engine === undefined) throw new Error(`engine ${name} is not there`)
        const network = await loadNetwork(artifacts, { input: [steps, 40], outputs: LABELS }, engine)
        try {
          const input = numbers(steps * 40, seed).map((value) => 4 * value)
          const difference = largestDifference(await network.predict(input), Float32Array.from(output))
          expect(network.engineName).toBe(name)
          expect(difference).toBeLessThanOrEqual(1e-5)
        } finally {
          network.dispose()
        }
      },
    )
  })
})
