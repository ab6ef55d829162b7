import { describe, expect, it } from 'vitest'
import { sealBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { labelScores } from '../../../src/detect/label-scores.ts'
import { AudioError, BundleError } from '../../../src/errors.ts'
import type { NormalOnlyDraft } from '../../../src/model/bundle-contents.ts'
import { createScorer, type Scorer } from '../../../src/model/scorer.ts'
import { bundleScorer } from '../../../src/pipeline/bundle-scorer.ts'
import { extractor, learnHum, type MachineSound, machineSound, WINDOW_LENGTH } from '../../machine-sounds.ts'

const ENGINE = { name: 'cpu', refused: [] } as const
const { draft, files } = learnHum()

const open = (change: Partial<NormalOnlyDraft> = {}, weights = files): Promise<Scorer> =>
  Promise.resolve().then(() => createScorer(sealBundle({ ...draft, ...change }, weights), ENGINE))

const scorer = await open()
const verdictOn = (sound: MachineSound) => scorer.scoreSamples(machineSound(sound))

describe('a scorer that has heard normal sound only', () => {
  it('calls normal what it knows, with both scores and without probabilities', async () => {
    const verdict = await verdictOn({ seed: 900_000 })
    expect(verdict).toMatchObject({
      label: 'normal',
      message: 'Sounds as it was learnt',
      anomaly: false,
      probabilities: [],
      scores: [{ name: 'spectrum' }, { name: 'modulation' }],
      model: { name: 'hum', version: '1.0.0' },
    })
    expect(verdict.explanation).toBeUndefined()
    expect(verdict.score).toBeLessThan(0.5)
  })

  it('says which band is louder than ever', async () => {
    const verdict = await verdictOn({ seed: 900_000, whistle: 0.5 })
    expect(verdict).toMatchObject({ label: 'anomalous', anomaly: true })
    const { bands = [], summary = '' } = verdict.explanation ?? {}
    expect(bands[0]?.fromHz).toBeLessThan(1_000)
    expect(bands[0]?.toHz).toBeGreaterThan(1_000)
    expect(bands[0]?.beyondDb).toBeGreaterThan(3)
    expect(summary).toMatch(/^\d.* k?Hz is \d+\.\d dB louder, against the whole, than ever learnt/)
    const spectrum = verdict.scores?.[0]
    expect(spectrum?.value).toBeGreaterThan(spectrum?.threshold ?? Number.POSITIVE_INFINITY)
  })

  it('says at which rate an octave beats more than ever', async () => {
    const { explanation, scores } = await verdictOn({ seed: 900_000, beat: 0.6 })
    const [strongest] = explanation?.modulations ?? []
    expect(strongest?.rates.fromHz).toBeLessThanOrEqual(25)
    expect(strongest?.rates.toHz).toBeGreaterThanOrEqual(25)
    expect(strongest?.beyondDb).toBeGreaterThan(3)
    expect(explanation?.summary).toMatch(/beats at .* dB more strongly than ever learnt/)
    expect(scores?.[1]?.value).toBeGreaterThan(scores?.[1]?.threshold ?? Number.POSITIVE_INFINITY)
  })

  it('scores worse sounds higher', async () => {
    const scores = await Promise.all([0, 0.2, 0.4, 0.8].map((whistle) => verdictOn({ seed: 900_000, whistle })))
    expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).toSorted((a, b) => a - b))
  })

  it('scores clips of other rates and lengths', async () => {
    const verdict = await scorer.scoreClip({
      y: machineSound({ seed: 900_000, length: 3 * WINDOW_LENGTH }),
      sampleRateHz: 8_000,
      channels: 1,
    })
    expect(verdict.anomaly).toBe(false)
    const resampled = await scorer.scoreClip({
      y: machineSound({ seed: 900_000, length: 32_000 }),
      sampleRateHz: 16_000,
      channels: 2,
    })
    expect(resampled.score).toBeGreaterThan(0)
    await expect(scorer.scoreSamples(new Float32Array(100))).rejects.toThrow(AudioError)
  })

  it('is met by the pipeline and the alarms as any other', async () => {
    const windows = bundleScorer(scorer)
    expect(windows.specs).toEqual({
      sampleRateHz: 8_000,
      resampler: 'kaiser_fast',
      windowLength: WINDOW_LENGTH,
      hopLength: 63 * 128,
    })
    const verdict = await windows.score(machineSound({ seed: 900_000, whistle: 0.5 }))
    expect(labelScores(verdict, windows.labels)).toEqual([{ label: 'anomalous', score: verdict.score }])
  })

  it('calls anomalous what reaches the threshold of its label', async () => {
    const strict = await open({
      labels: draft.labels.map((label) =>
        label.normal ? label : { ...label, thresholds: { raiseAt: 0.01, clearAt: 0.005 } },
      ),
    })
    expect((await strict.scoreSamples(machineSound({ seed: 900_000 }))).anomaly).toBe(true)
  })
})

describe('a normal-only bundle is refused by name', () => {
  const numbers = files.get('detector.bin') ?? new Uint8Array()
  /** Write a number over another. @param at - Index of the array and of the number in it. */
  const damaged = (array: string, index: number, value: number): ReadonlyMap<string, Uint8Array> => {
    const bytes = numbers.slice()
    const before = draft.arrays.slice(
      0,
      draft.arrays.findIndex(({ name }) => name === array),
    )
    const start = before.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0)
    new DataView(bytes.buffer).setFloat32(4 * (start + index), value, true)
    return new Map([['detector.bin', bytes]])
  }

  it.each([
    ['a covariance that is none', damaged('spectrum.covariance', 0, -1), /spectrum.covariance .* positive definite/],
    ['another', damaged('modulation.covariance', 2, -1), /modulation.covariance .* positive definite/],
    [
      'numbers that are not finite',
      damaged('modulation.baselines', 3, Number.NaN),
      /modulation.baselines .* not finite/,
    ],
    ['a deviation of nothing', damaged('spectrum.range', 0, 0), /spectrum.range .* deviation/],
    [
      'a lowest value above the highest',
      damaged('modulation.range', extractor.modulationSize, 1e3),
      /modulation.range .* lowest/,
    ],
    ['a file cut off', new Map([['detector.bin', numbers.subarray(0, 400)]]), /end inside spectrum.covariance/],
    ['no file', new Map([['other.bin', numbers]]), /files does not list detector.bin/],
  ])('%s', async (_, weights, message) => {
    await expect(open({}, weights)).rejects.toThrow(BundleError)
    await expect(open({}, weights)).rejects.toThrow(message)
  })

  it.each<[string, Partial<NormalOnlyDraft>, RegExp]>([
    ['other sessions than baselines', { sessions: ['a', 'b'] }, /array 0 .* spectrum.baselines/],
    ['two sessions of a name', { sessions: ['a', 'a'] }, /two sessions have the same name/],
    [
      'labels of another kind',
      { labels: draft.labels.map((label) => ({ ...label, name: `my ${label.name}` })) },
      /labels of a normal-only detector/,
    ],
    ['no thresholds', { labels: draft.labels.map(({ thresholds: _, ...label }) => label) }, /has no thresholds/],
    [
      'bands above half of the rate',
      { features: { ...draft.features, spectrum: { ...draft.features.spectrum, fMaxHz: 5_000 } } },
      /features.spectrum.fMaxHz/,
    ],
    [
      'rates the wrong way round',
      { features: { ...draft.features, modulation: { ...draft.features.modulation, rateMinHz: 90 } } },
      /rateMinHz/,
    ],
    [
      'a transform that cannot be',
      { features: { ...draft.features, spectrum: { ...draft.features.spectrum, nFft: 300 } } },
      /features of bundle hum cannot be computed: nFft/,
    ],
  ])('%s', async (_, change, message) => {
    await expect(open(change)).rejects.toThrow(BundleError)
    await expect(open(change)).rejects.toThrow(message)
  })
})
