import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { noise } from '../../signals.ts'
import { startTrackingServer } from '../../unit/train/runs/tracking-server.ts'
import { earshot } from './earshot.ts'

let root: string
let runsFolder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-runs-cli-'))
  runsFolder = join(root, 'runs')
  for (const label of ['ok', 'hiss']) {
    await mkdir(join(root, 'data', label), { recursive: true })
    for (let i = 0; i < 2; i += 1) {
      const y = noise(88_000, i + 1).map((value) => (label === 'ok' ? 0.1 : 0.5) * value)
      await writeFile(join(root, 'data', label, `${i}.wav`), encodeWav(y, 16_000, { bitDepth: 16 }))
    }
  }
  for (const epochs of ['1', '3']) {
    const options = ['--runs', runsFolder, '--validation', '0.5', '--epochs', epochs]
    const { stderr, exitCode } = await earshot('train', join(root, 'data'), '--out', join(root, 'out'), ...options)
    expect(exitCode, stderr).toBe(0)
  }
})
afterAll(() => rm(root, { recursive: true }))

const runs = (...args: readonly string[]) => earshot('runs', ...args, '--runs', runsFolder)

describe('earshot runs', () => {
  it('lists what was trained, also without a word more', async () => {
    const { stdout, exitCode } = await runs('list')
    expect(exitCode).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(stdout).toMatch(/_cnn_[0-9a-f]{6} +finished +out +[01]\.\d{3}/)
    expect((await runs()).stdout).toBe(stdout)
    expect(JSON.parse((await runs('list', '--json')).stdout)).toHaveLength(2)
  })

  it('shows one with its epochs', async () => {
    const [first] = await readdir(runsFolder)
    const { stdout } = await runs('show', first ?? '', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ id: first, state: 'finished', epochs: expect.any(Array) })
    expect((await runs('show', 'latest')).stdout).toMatch(/Epochs\nepoch +trainingLoss/)
    expect(await runs('show', 'never')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no run'),
    })
  })

  it('finds the best by a figure, and puts its bundle in place under a name', async () => {
    const models = join(root, 'models')
    const best = await runs('best', '--metric', 'valLoss', '--promote', 'chosen', '--models', models, '--json')
    expect(best.stderr).toBe('')
    const { metric, value, run, promoted } = JSON.parse(best.stdout)
    expect(metric).toBe('validationLoss')
    const all = JSON.parse((await runs('list', '--json')).stdout)
    expect(value).toBe(Math.min(...all.map((one: typeof run) => one.figures.validationLoss)))
    expect(promoted).toBe(join(models, 'chosen'))
    expect(await readdir(models)).toEqual(['chosen'])
    const manifest = JSON.parse(await readFile(join(models, 'chosen', 'bundle.json'), 'utf8'))
    expect(manifest).toMatchObject({ name: 'chosen', training: { run: run.id } })
    const scored = await earshot('score', join(root, 'data', 'ok'), '--model', join(models, 'chosen'), '--json')
    expect(JSON.parse(scored.stdout)).toMatchObject([{ model: { name: 'chosen' } }, {}])
  })

  it('says which figures there are, and refuses a name that is none', async () => {
    const { exitCode, stderr } = await runs('best', '--metric', 'f1')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/there are .*validationAccuracy, validationLoss/)
    const models = ['--models', join(root, 'elsewhere')]
    expect(await runs('best', '--promote', '../x', ...models)).toMatchObject({ exitCode: 2 })
    expect(await readdir(root)).not.toContain('elsewhere')
  })

  it('copies a run to an MLflow server', async () => {
    const server = await startTrackingServer()
    try {
      const { stdout, exitCode } = await runs('push', 'latest', '--mlflow', server.url)
      expect(stdout).toMatch(/is now at MLflow as run1/)
      expect(exitCode).toBe(0)
      expect(server.calls.at(-1)?.body).toMatchObject({ status: 'FINISHED' })
    } finally {
      await server.close()
    }
  })
})
