import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { type Engine, loadEngine } from '../../../src/model/engine.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { FAULT_NAMES } from '../../../src/synth/fault.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { hasOnnx } from '../../onnx.ts'
import { largestDifference, noise, tone } from '../../signals.ts'

const MODELS = resolve(import.meta.dirname, '../../../models')
const NAMES = readdirSync(MODELS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
/** Probabilities by two libraries in single precision. */
const TOLERANCE = 1e-6

let wasm: Engine
let onnxFirst: Engine
beforeAll(async () => {
  wasm = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  onnxFirst = await loadEngine({ ...findEngineFiles(), missing: { tensorflow: 'left out by this test' } })
})

/** A fan in every condition, and what no network has learned. */
function sounds(sampleRateHz: number, seconds: number): Map<string, Float32Array> {
  const n = Math.ceil(sampleRateHz * seconds)
  const machine = drawMachine(7)
  const fans = FAULT_NAMES.map((fault) => {
    const y = drawRecording(machine, { fault, snrDb: 10, seed: 1, seconds, sampleRateHz })
    return [fault, y] as const
  })
  return new Map([
    ...fans,
    ['noise', noise(n, 1)],
    ['a tone', tone(n, { hz: 440, sampleRateHz })],
    ['silence', new Float32Array(n)],
  ])
}

describe('a shipped model', () => {
  it('is there', () => {
    expect(NAMES).toEqual(expect.arrayContaining(['fan', 'fan-cnn']))
  })

  it.skipIf(!hasOnnx).each(NAMES)(
    '%s gives on onnx the verdicts of TensorFlow.js',
    { timeout: 60_000 },
    async (name) => {
      const contents = await readBundle(resolve(MODELS, name))
      const { kind, audio, window } = contents.manifest
      const oracle = await createScorer(contents, wasm)
      const scorer = await createScorer(contents, onnxFirst)
      if (kind === 'network') expect([scorer.engineName, scorer.engineNote]).toEqual(['onnx', undefined])
      for (const [sound, y] of sounds(audio.sampleRateHz, window.lengthSeconds)) {
        const expected = await oracle.scoreSamples(y)
        const verdict = await scorer.scoreSamples(y)
        expect([sound, verdict.label]).toEqual([sound, expected.label])
        expect(largestDifference(verdict.probabilities, expected.probabilities)).toBeLessThanOrEqual(TOLERANCE)
      }
      oracle.dispose()
      scorer.dispose()
    },
  )
})
