import { beforeAll, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { classifierKinds } from '../../../src/train/classifier-kinds.ts'
import { hasOnnx } from '../../onnx.ts'
import { differenceOf, sampleOf } from '../model/onnx/sample-network.ts'

beforeAll(() => loadEngine({ ...findEngineFiles(), preferred: 'cpu' }))

it.skipIf(!hasOnnx).each(Object.entries(classifierKinds))(
  'a %s answers in ONNX as in TensorFlow.js, whatever its weights',
  { timeout: 60_000 },
  async (_name, { frontEnd, build }) => {
    const { audio, features } = frontEnd({ resampler: 'kaiser_fast', padMode: 'constant' })
    const { inputShape } = createFrontEnd(audio, features)
    const { model } = build({ inputShape, labelCount: 4, seed: 1 })
    expect(await differenceOf(await sampleOf(model))).toBeLessThanOrEqual(1e-6)
  },
)
