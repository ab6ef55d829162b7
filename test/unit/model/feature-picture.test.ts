import { beforeAll, describe, expect, it } from 'vitest'
import { sealBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { resample } from '../../../src/audio/resample.ts'
import { Cepstrum } from '../../../src/dsp/cepstrum.ts'
import type { MfccSpec } from '../../../src/model/bundle.ts'
import type { NetworkDraft } from '../../../src/model/bundle-contents.ts'
import { type Engine, loadEngine } from '../../../src/model/engine.ts'
import type { FeaturePicture } from '../../../src/model/feature-picture.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { toNetworkFiles } from '../../../src/model/network-files.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { shortestClipSeconds } from '../../../src/model/shortest-clip.ts'
import { extractor, FRONT_END, learnHum, machineSound, WINDOW_LENGTH } from '../../machine-sounds.ts'
import { noise } from '../../signals.ts'
import { networkDraft } from './network-draft.ts'
import { smallNetwork } from './small-network.ts'

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine({ ...findEngineFiles(), preferred: 'cpu' })
})

const CLIP = { y: noise(44_100, 1), sampleRateHz: 44_100, channels: 1 }

async function examine(features: Partial<MfccSpec> = {}, clip = CLIP) {
  const base = networkDraft()
  const draft: NetworkDraft = {
    ...base,
    audio: { ...base.audio, resampler: 'kaiser_fast' },
    features: { ...base.features, ...features },
  }
  const { inputShape } = createFrontEnd(draft.audio, draft.features)
  const scorer = await createScorer(sealBundle(draft, toNetworkFiles(smallNetwork({ inputShape }))), engine)
  const examination = await scorer.examineClip(clip)
  const verdict = await scorer.scoreClip(clip)
  scorer.dispose()
  const [input, logMel] = examination.pictures
  if (input === undefined || logMel === undefined) throw new Error('a picture is missing')
  return { ...examination, expected: verdict, draft, input, logMel }
}

const column = ({ values, rows, columns }: FeaturePicture, t: number): number[] =>
  Array.from({ length: rows }, (_, row) => values[row * columns + t] ?? Number.NaN)

describe('what a network was given', () => {
  it('is what its front end makes of the clip, with the verdict that scoring gives', async () => {
    const { verdict, expected, input, draft } = await examine()
    expect(verdict).toEqual(expected)
    expect(input).toMatchObject({ kind: 'mfcc', rows: 3, columns: 4, unit: 'dB', heardColumns: 4, frequenciesHz: [] })
    expect(input.stepSeconds).toBeCloseTo(512 / 22_050, 12)
    expect(input.values).toEqual(createFrontEnd(draft.audio, draft.features).fromClip(CLIP))
  })

  it('has coefficients for rows, whatever the order in which the network takes them', async () => {
    const { input } = await examine()
    const { input: turned } = await examine({ layout: 'frames,coefficients' })
    expect(turned).toEqual(input)
  })

  it('says where the clip ended and that it is standardised', async () => {
    const standardisation = { mean: [1, 2, 3], std: [4, 5, 6] }
    const { input } = await examine({ standardisation }, { ...CLIP, y: noise(2_000, 1) })
    expect(input).toMatchObject({ unit: 'standard deviations', heardColumns: 2 })
    expect(column(input, 3)).toEqual([-1 / 4, -2 / 5, -3 / 6].map((value) => expect.closeTo(value, 6)))
  })

  it('is sound from end to end where short clips are set in noise', async () => {
    const frames = { ...networkDraft().features.frames, extend: { noiseBelowDb: 40, before: 0.5 } }
    const { input, logMel, draft } = await examine({ frames }, { ...CLIP, y: noise(2_000, 1) })
    expect(input).toMatchObject({ columns: 4, heardColumns: 4 })
    expect(input.values).toEqual(createFrontEnd(draft.audio, draft.features).fromClip({ ...CLIP, y: noise(2_000, 1) }))
    expect(logMel.columns).toBe(4)
  })

  it('comes from the log-mel powers beside it', async () => {
    const { input, logMel, draft } = await examine()
    expect(logMel).toMatchObject({ kind: 'log-mel', rows: 128, columns: 4, unit: 'dB', stepSeconds: input.stepSeconds })
    expect(logMel.frequenciesHz).toHaveLength(128)
    const cepstrum = new Cepstrum(draft.features)
    for (let t = 0; t < 4; t++) {
      const coefficients = new Float32Array(3)
      cepstrum.write(Float64Array.from(column(logMel, t)), 0, Number.NEGATIVE_INFINITY, coefficients, 0, 1)
      expect(column(input, t)).toEqual([...coefficients].map((value) => expect.closeTo(value, 2)))
    }
  })

  it('shows the log-mel powers of a tone at its pitch', async () => {
    const y = Float32Array.from(CLIP.y, (_, i) => Math.sin((2 * Math.PI * 1_000 * i) / CLIP.sampleRateHz))
    const { logMel } = await examine({}, { ...CLIP, y })
    const levels = column(logMel, 2)
    const loudestHz = logMel.frequenciesHz[levels.indexOf(Math.max(...levels))] ?? 0
    expect(Math.abs(loudestHz - 1_000)).toBeLessThan(40)
    expect(Math.max(...levels) - Math.min(...levels)).toBeCloseTo(80, 3)
  })
})

describe('what a normal-only detector measured', () => {
  const { draft, files } = learnHum()
  const contents = sealBundle(draft, files)

  it('are its log-mel frames, less their mean', async () => {
    const scorer = await createScorer(contents, engine)
    const clip = { y: machineSound({ seed: 900_000 }), sampleRateHz: FRONT_END.audio.sampleRateHz, channels: 1 }
    const { verdict, pictures } = await scorer.examineClip(clip)
    expect(verdict).toEqual(await scorer.scoreClip(clip))
    expect(pictures).toHaveLength(1)
    const { audio } = draft
    const y = resample(clip.y, { fromHz: clip.sampleRateHz, toHz: audio.sampleRateHz, resampler: audio.resampler })
    const { frames, nFrames } = extractor.extract(y)
    const [picture] = pictures
    expect(picture).toMatchObject({ kind: 'log-mel', columns: nFrames, unit: 'dB' })
    const nMels = picture?.rows ?? 0
    expect(picture && column(picture, 5)).toEqual([...frames.subarray(5 * nMels, 6 * nMels)])
  })

  it('are means of several frames where a clip is long', async () => {
    const scorer = await createScorer(contents, engine)
    const long = machineSound({ seed: 900_000, length: 40 * WINDOW_LENGTH })
    const { pictures } = await scorer.examineClip({ y: long, sampleRateHz: 16_000, channels: 1 })
    const [{ columns = 0, stepSeconds = 0 } = {}] = pictures
    expect(columns).toBeLessThanOrEqual(600)
    expect(columns).toBeGreaterThan(300)
    expect(stepSeconds * columns).toBeCloseTo(long.length / 16_000, 0)
  })
})

describe('the shortest clip', () => {
  it.each([
    ['a network', async () => sealBundle(networkDraft(), toNetworkFiles(smallNetwork()))],
    [
      'a normal-only detector',
      async () => {
        const learnt = learnHum()
        return sealBundle(learnt.draft, learnt.files)
      },
    ],
  ])('that %s scores is scored, and one sample less is refused', async (_kind, contents) => {
    const sealed = await contents()
    const scorer = await createScorer(sealed, engine)
    const length = Math.round(shortestClipSeconds(sealed.manifest) * sealed.manifest.audio.sampleRateHz)
    await expect(scorer.scoreSamples(noise(length, 1))).resolves.toBeDefined()
    if (length > 1) {
      await expect(scorer.scoreSamples(noise(length - 1, 1))).rejects.toMatchObject({ code: 'EARSHOT_AUDIO_TOO_SHORT' })
    }
    scorer.dispose()
  })
})
