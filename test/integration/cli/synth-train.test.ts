import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeWav } from '../../../src/audio/wav.ts'
import { earshot } from './earshot.ts'

let root: string
const at = (...parts: string[]): string => join(root, ...parts)
const readJson = async (...parts: string[]): Promise<unknown> => JSON.parse(await readFile(at(...parts), 'utf8'))

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-train-'))
})
afterAll(() => rm(root, { recursive: true }))

describe('earshot synth and earshot train', () => {
  it('write labelled recordings, the same again for the same seed', async () => {
    const synth = (out: string, seed: string) =>
      earshot('synth', '--out', at(out), '--machine-seed', '3', '--clips', '2', '--seed', seed, '--seconds', '5.5')
    const { exitCode, stdout } = await synth('data', '1')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('8 recordings')
    expect((await readdir(at('data'))).sort()).toEqual(['clogged', 'dataset.json', 'imbalanced', 'ok', 'voltage'])
    const [name = ''] = await readdir(at('data', 'clogged'))
    const bytes = await readFile(at('data', 'clogged', name))
    expect(decodeWav(bytes)).toMatchObject({ sampleRateHz: 22_050, channels: 1, y: { length: 121_275 } })

    await synth('again', '1')
    await synth('other', '2')
    expect(await readFile(at('again', 'clogged', name))).toEqual(bytes)
    expect(await readFile(at('again', 'dataset.json'))).toEqual(await readFile(at('data', 'dataset.json')))
    const [otherName = ''] = await readdir(at('other', 'clogged'))
    expect(await readFile(at('other', 'clogged', otherName))).not.toEqual(bytes)
  })

  it('write the same fan on several days, with the day in each name', async () => {
    const synth = (out: string, ...session: string[]) =>
      earshot(...['synth', '--out', at(out), '--machine-seed', '3', '--clips', '2', '--seconds', '5', ...session])
    const { exitCode, stdout } = await synth('days', '--session', '1,2')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('16 recordings')
    expect((await readdir(at('days', 'ok'))).sort()).toEqual(
      [1, 2].flatMap((day) => [0, 1].map((clip) => `fan3_session${day}_1_000${clip}.wav`)),
    )
    const [one, other] = await Promise.all(
      [1, 2].map((day) => readFile(at('days', 'ok', `fan3_session${day}_1_0000.wav`))),
    )
    expect(one).not.toEqual(other)
    expect(await readJson('days', 'dataset.json')).toMatchObject({ options: { session: [1, 2] } })

    expect(await synth('twice', '--session', '2,2')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--session takes each number once'),
    })
  })

  it('refuse to write among other files', async () => {
    const { exitCode, stderr } = await earshot('synth', '--out', at('data'))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('is not empty')
  })

  it('make a bundle that scores, tracked as a run', async () => {
    const { exitCode, stdout, stderr } = await earshot(
      ...['train', at('data'), '--out', at('models', 'mine'), '--runs', at('runs'), '--epochs', '2', '--seed', '4'],
      ...['--messages', 'OK,Imbalanced,Clogged,Voltage change', '--validation', '0.5', '--pad-mode', 'reflect'],
    )
    expect(stderr).toContain('epoch 2/2')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('8 recordings, 10676 weights')

    const [run = ''] = await readdir(at('runs'))
    const runRecord = await readJson('runs', run, 'run.json')
    expect(runRecord).toMatchObject({
      id: run,
      name: 'mine',
      state: 'finished',
      parameters: { kind: 'cnn', epochs: 2, seed: 4, frontEnd: { padMode: 'reflect' } },
      dataset: { recordings: 8, labels: ['ok', 'imbalanced', 'clogged', 'voltage'] },
    })
    expect((await readFile(at('runs', run, 'metrics.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(2)
    const manifest = await readJson('models', 'mine', 'bundle.json')
    expect(manifest).toEqual(await readJson('runs', run, 'bundle', 'bundle.json'))
    expect(manifest).toMatchObject({
      labels: [
        { name: 'ok', message: 'OK', normal: true },
        { name: 'imbalanced', message: 'Imbalanced', normal: false },
        { name: 'clogged', message: 'Clogged', normal: false },
        { name: 'voltage', message: 'Voltage change', normal: false },
      ],
      features: { padMode: 'reflect', standardisation: { mean: expect.any(Array) } },
    })

    const scored = await earshot('score', at('data', 'ok'), '--model', at('models', 'mine'), '--json')
    expect(scored.exitCode).toBe(0)
    expect(JSON.parse(scored.stdout)).toHaveLength(2)
  })

  it('say what is wrong with a data set or an option, and write nothing', async () => {
    const train = (...args: string[]) => earshot('train', ...args, '--out', at('models', 'none'), '--runs', at('none'))
    expect(await train(at('data', 'ok'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('EARSHOT_DATASET_INVALID'),
    })
    expect(await train(at('data'), '--epochs', 'many')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--epochs takes a whole number'),
    })
    expect(await train(at('data'), '--messages', 'one,two')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('4 labels'),
    })
    expect(await readdir(at('models'))).toEqual(['mine'])
    expect(await readdir(root)).not.toContain('none')
  })
})
