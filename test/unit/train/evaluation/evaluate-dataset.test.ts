import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clip } from '../../../../src/audio/clip.ts'
import { encodeWav } from '../../../../src/audio/wav-writer.ts'
import { DatasetError } from '../../../../src/errors.ts'
import type { LabelSpec } from '../../../../src/model/bundle.ts'
import type { Verdict } from '../../../../src/model/verdict.ts'
import { exploreDataset } from '../../../../src/train/dataset-folder.ts'
import { type EvaluateParams, evaluateDataset } from '../../../../src/train/evaluation/evaluate-dataset.ts'
import { worstClips } from '../../../../src/train/evaluation/worst-clips.ts'
import { noise } from '../../../signals.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-evaluate-'))
  const put = async (file: string, amplitude: number, seed: number): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true })
    const y = noise(8_000, seed).map((value) => amplitude * value)
    await writeFile(join(root, file), encodeWav(y, 8_000, { bitDepth: 16 }))
  }
  await put('ok/M1_a.wav', 0.1, 1)
  await put('ok/M1_b.wav', 0.12, 2)
  await put('ok/M2_a.wav', 0.3, 3)
  await put('loud/M1_c.wav', 0.4, 4)
  await put('loud/M2_b.wav', 0.5, 5)
  await writeFile(join(root, 'loud/broken.wav'), 'RIFF')
})
afterAll(() => rm(root, { recursive: true }))

const LABELS: LabelSpec[] = [
  { name: 'ok', message: 'OK', normal: true },
  { name: 'loud', message: 'Loud', normal: false },
]

/** A bundle that hears nothing but loudness: anomalous from an RMS of .15 on. */
function levelMeter(hasProbabilities: boolean): EvaluateParams['scorer'] {
  const identity = { name: 'meter', version: '1.0.0', sha256: '0'.repeat(64) }
  return {
    manifest: { labels: LABELS },
    identity,
    engineName: 'cpu',
    async scoreClip({ y }: Clip): Promise<Verdict> {
      const score = Math.min(1, Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0) / y.length))
      const anomaly = score > 0.15
      return {
        label: anomaly ? 'loud' : 'ok',
        message: '',
        anomaly,
        score,
        probabilities: hasProbabilities ? [1 - score, score] : [],
        model: identity,
      }
    },
  }
}

describe('evaluateDataset', () => {
  it('gives every figure, by label, fault and machine, and what could not be judged', async () => {
    const dataset = await exploreDataset(root)
    const evaluation = await evaluateDataset({ dataset, scorer: levelMeter(true) })
    const { figures, floors, perMachine, scaled, refused, clips } = evaluation
    expect(clips).toHaveLength(5)
    expect(refused).toEqual([{ file: 'loud/broken.wav', code: 'EARSHOT_AUDIO_DAMAGED', message: expect.any(String) }])
    expect(figures).toMatchObject({ accuracy: 4 / 5, auc: 1, pauc: 1, labels: ['ok', 'loud'] })
    expect(figures.confusion).toEqual([
      [2, 1],
      [0, 2],
    ])
    expect(figures.detection).toMatchObject({ falseAlarmRate: expect.closeTo(1 / 3, 12), detectionRate: 1 })
    expect(floors.loudness).toEqual({ auc: 1, pauc: 1, direction: 'larger' })
    expect(perMachine.map(({ machine, normal, abnormal, auc }) => [machine, normal, abnormal, auc])).toEqual([
      ['M1', 2, 1, 1],
      ['M2', 1, 1, 1],
    ])
    // At one level a level meter hears nothing: every score is the same but for rounding.
    expect(scaled.levelDbfs).toBeCloseTo(clips.find(({ file }) => file === 'ok/M2_a.wav')?.levelDbfs ?? 0, 9)
    expect(new Set(clips.map((clip) => clip.scaled.score.toFixed(4))).size).toBe(1)
    expect(worstClips(clips, evaluation.scheme, 9)).toEqual([
      { clip: expect.objectContaining({ file: 'ok/M2_a.wav' }), reason: 'false alarm: ok called loud' },
    ])
  })

  it('tells only whether all is well for a bundle that gives no probabilities', async () => {
    const dataset = await exploreDataset(root)
    const { scheme, figures } = await evaluateDataset({ dataset, scorer: levelMeter(false) })
    expect(scheme.level).toBe('anomaly')
    expect(figures.labels).toEqual(['normal', 'abnormal'])
  })

  it('says what was held out, and gives the figures of what was not heard beside the others', async () => {
    const dataset = await exploreDataset(root)
    const scorer = levelMeter(true)
    const blind = await evaluateDataset({ dataset, scorer })
    expect(blind.heldOut).toMatchObject({ counts: { unknown: 5 }, unheard: null })
    expect(blind.heldOut.statement).toMatch(/not known whether/)

    const hash = (file: string): string => blind.clips.find((clip) => clip.file === file)?.sha256.slice(0, 16) ?? ''
    const training = { dataset: { heard: { training: [hash('ok/M2_a.wav')], validation: [hash('loud/M2_b.wav')] } } }
    const manifest = { ...scorer.manifest, training }
    const { heldOut } = await evaluateDataset({ dataset, scorer: { ...scorer, manifest } })
    expect(heldOut.counts).toEqual({ training: 1, validation: 1, unheard: 3, unknown: 0 })
    expect(heldOut.statement).toMatch(/1 of 5 recordings were learnt from, 1 of 5 chose/)
    expect(heldOut.unheard).toMatchObject({ clips: 3, accuracy: 1 })

    const fresh = { ...scorer.manifest, training: { dataset: { heard: { training: [], validation: [] } } } }
    const all = await evaluateDataset({ dataset, scorer: { ...scorer, manifest: fresh } })
    expect(all.heldOut).toMatchObject({ statement: expect.stringMatching(/^None of these 5/), unheard: null })
  })

  it('refuses a data set of which nothing can be judged', async () => {
    const dataset = await exploreDataset(root)
    const broken = { ...dataset, recordings: dataset.recordings.filter(({ file }) => file.includes('broken')) }
    await expect(evaluateDataset({ dataset: broken, scorer: levelMeter(true) })).rejects.toThrow(DatasetError)
  })
})
