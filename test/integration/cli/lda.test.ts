import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { createScorer } from '../../../src/model/scorer.ts'
import { bundleScorer } from '../../../src/pipeline/bundle-scorer.ts'
import { machineSound } from '../../machine-sounds.ts'
import { earshot } from './earshot.ts'

const RATE_HZ = 8_000
const LENGTH = 4 * RATE_HZ

let root: string
const at = (...parts: string[]): string => join(root, ...parts)

/** Machines that differ in their noise; a broken one whistles. */
async function record(folder: string, machines: readonly number[], clips: number, first = 0): Promise<void> {
  for (const label of ['ok', 'whistling']) {
    await mkdir(at(folder, label), { recursive: true })
    for (const machine of machines) {
      for (let clip = first; clip < first + clips; clip += 1) {
        const seed = 1_000 * machine + 10 * clip + (label === 'ok' ? 0 : 1)
        const whistle = label === 'ok' ? 0 : 0.2
        const y = machineSound({ seed, whistle, darkness: 0.2 + 0.1 * machine, length: LENGTH })
        await writeFile(at(folder, label, `fan${machine}_${clip}.wav`), encodeWav(y, RATE_HZ, { bitDepth: 16 }))
      }
    }
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-lda-'))
  await record('one', [1], 8)
  await record('kind', [1, 2, 3, 4], 4)
  await record('other', [6], 3)
  await record('later', [6], 3, 10)
})
afterAll(() => rm(root, { recursive: true }))

const train = (data: string, ...args: string[]) =>
  earshot('train', at(data), '--kind', 'lda', '--runs', at('runs'), ...args)
const accuracyOf = async (data: string, model: string): Promise<number> => {
  const { stdout } = await earshot('evaluate', at(data), '--model', at(model), '--json')
  return JSON.parse(stdout).accuracy
}

describe('earshot train --kind lda', { timeout: 60_000 }, () => {
  it('makes a bundle that scores, live too, and a run that is ranked like others', async () => {
    const { exitCode, stdout } = await train('one', '--out', at('mine'), '--augment', '1')
    expect(stdout).toMatch(/16 recordings, accuracy 1\.000, loss .* \(cross-validation in 5 parts by recording\)/)
    expect(exitCode).toBe(0)
    const contents = await readBundle(at('mine'))
    expect(contents.manifest).toMatchObject({ kind: 'linear', weighs: 'sound', training: { kind: 'lda' } })

    const best = await earshot('runs', 'best', '--runs', at('runs'), '--json')
    const { run } = JSON.parse(best.stdout)
    expect(run).toMatchObject({ parameters: { kind: 'lda' }, options: { kind: 'lda', augment: 1 } })
    // It has neither: a record of some would be untrue.
    expect(Object.keys(run.options)).not.toContain('epochs')
    expect(Object.keys(run.options)).not.toContain('learningRate')

    const scorer = bundleScorer(await createScorer(contents, { name: 'cpu', refused: [] }))
    const y = machineSound({ seed: 77, whistle: 0.2, darkness: 0.3, length: scorer.specs.windowLength })
    const verdict = await scorer.score(y)
    expect(verdict).toMatchObject({ label: 'whistling', anomaly: true })
    expect(verdict.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    expect((await scorer.score(y.map((sample) => 0.1 * sample))).score).toBeCloseTo(verdict.score, 2)
  })

  it('refuses what only networks have, with the reason', async () => {
    const foreign = ['--epochs', '9', '--validation', '0.2', '--pad-mode', 'constant']
    expect(await train('one', '--out', at('none'), ...foreign)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /for networks only: --pad-mode, --epochs, --validation \(lda looks at recordings as a whole/,
      ),
    })
  })

  it('judges a machine that it never heard, once it is calibrated, and not before', async () => {
    expect(await train('kind', '--out', at('kind-of-fan'), '--relative-to', '2')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('by machine'),
    })
    expect(await earshot('score', at('later'), '--model', at('kind-of-fan'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('earshot calibrate'),
    })

    const calibrate = ['calibrate', at('other'), '--model', at('kind-of-fan'), '--out', at('fan-6')]
    expect(await earshot(...calibrate)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Calibrated by 3 normal recordings; 3 left out'),
    })
    expect(await accuracyOf('later', 'fan-6')).toBe(1)
    const { training } = JSON.parse(await readFile(at('fan-6', 'bundle.json'), 'utf8'))
    expect(training.dataset.heard).toMatchObject({ training: { length: 32 }, validation: { length: 3 } })
  })

  it('says what it lacks, and writes nothing', async () => {
    expect(await train('one', '--out', at('none'), '--relative-to', '2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('recordings of several machines are needed'),
    })
    expect(await train('one', '--out', at('none'), '--augment-mask', '0.1')).toMatchObject({ exitCode: 2 })
    const calibrate = ['calibrate', at('other'), '--model', at('mine'), '--out', at('none')]
    expect(await earshot(...calibrate)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('needs no calibration'),
    })
    expect(await readdir(root)).not.toContain('none')
  })
})
