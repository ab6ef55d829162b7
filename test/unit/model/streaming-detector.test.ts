import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { kernelModule } from '../../../src/dsp/kernel/kernel-module.ts'
import { learnNormal } from '../../../src/learn/learn-normal.ts'
import { createNormalOnlyScorer } from '../../../src/model/normal-only-scorer.ts'
import { extractor, FRONT_END, machineSound, normalWindows, WINDOW_LENGTH } from '../../machine-sounds.ts'
import { hearInPieces } from './live-windows.ts'

const { draft, files } = learnNormal(
  ['monday', 'tuesday'].flatMap((session) => normalWindows(20, session)),
  extractor,
  { ...FRONT_END, name: 'hum', version: '1.0.0', falseAlarmRate: 0.01, heldOut: 'auto' },
)
const sealed = sealBundle(draft, files)
if (sealed.manifest.kind !== 'normal-only') throw new Error('no detector was learnt')
const bundle = { ...sealed, manifest: sealed.manifest }
const { hopLength } = FRONT_END.features
/** Healthy, then with a whistle that it never had. */
const sound = Float32Array.of(
  ...machineSound({ seed: 900_000, length: 30_000, gain: 0.1 }),
  ...machineSound({ seed: 900_001, whistle: 0.5, length: 30_000, gain: 0.6 }),
)

describe.each([
  { path: 'plain', kernel: null, runs: 2 },
  { path: 'WebAssembly', kernel: kernelModule(), runs: 10 },
])('the streaming detector of normal sound, $path', ({ kernel, runs }) => {
  const scorer = createNormalOnlyScorer(bundle, kernel)

  it('says of each window what it says of its samples, however the sound comes', async () => {
    const labels = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 80, max: 25_000 }), { minLength: 1, maxLength: 5 }),
        // Stacks lie 2 frames apart: with them in common, and without.
        fc.constantFrom(62, 63, 180),
        async (lengths, hopFrames) => {
          const params = { windowLength: WINDOW_LENGTH, hopLength: hopFrames * hopLength }
          const stream = scorer.live?.prepare({ windowLength: WINDOW_LENGTH, hopFrames })()
          const windows = stream ? hearInPieces(stream, sound, params, lengths) : []
          expect(windows.length).toBe(1 + Math.floor((sound.length - WINDOW_LENGTH) / params.hopLength))
          for (const { prepared, cut } of windows) {
            const [found, expected] = [await scorer.live?.score(prepared.input), await scorer.scoreSamples(cut.y)]
            labels.add(expected.label)
            expect(found).toEqual({
              ...expected,
              score: expect.closeTo(expected.score, 5),
              scores: expected.scores?.map((score) => ({ ...score, value: expect.closeTo(score.value, 3) })),
            })
          }
        },
      ),
      { seed: 5, numRuns: runs },
    )
    expect([...labels].sort()).toEqual(['anomalous', 'normal'])
  })

  it('refuses windows shorter than it can score', () => {
    expect(() => scorer.live?.prepare({ windowLength: 4_000, hopFrames: 62 })).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_TOO_SHORT' }),
    )
  })
})

it('does not prepare windows whose frames lie on grids of their own', () => {
  const { manifest } = bundle
  const features = { ...manifest.features, hopLength: hopLength / 2 + 1 }
  expect(createNormalOnlyScorer({ ...bundle, manifest: { ...manifest, features } }).live).toBeUndefined()
})
