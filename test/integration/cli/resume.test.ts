import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { earshot } from './earshot.ts'

const PROGRAM = resolve(import.meta.dirname, '../../../dist/cli.js')

let root: string
const at = (...parts: string[]): string => join(root, ...parts)
const train = (...args: string[]): string[] => ['train', at('data'), ...args]
const ASKED = ['--epochs', '4', '--batch-size', '4', '--seed', '4', '--validation', '0.5', '--augment-mask', '0.1']

/** Start a training and kill it, as a power cut would, when it has told of an epoch. */
async function killAfter(told: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith(told)) break
  }
  child.kill('SIGKILL')
  expect(await exited).toEqual([null, 'SIGKILL'])
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-resume-'))
  await earshot('synth', '--out', at('data'), '--machine-seed', '3', '--clips', '2', '--seconds', '5.2')
})
afterAll(() => rm(root, { recursive: true }))

describe('a training that was killed', { timeout: 60_000 }, () => {
  it('goes on where it was and comes to the same weights', async () => {
    await killAfter('epoch 2/', train(...ASKED, '--out', at('models', 'resumed'), '--runs', at('runs')))
    const [id = ''] = await readdir(at('runs'))

    const resumed = await earshot(
      ...train('--resume', 'latest', '--out', at('models', 'resumed'), '--runs', at('runs')),
    )
    expect(resumed).toMatchObject({ exitCode: 0 })
    expect(resumed.stderr).not.toMatch(/^epoch 1/m)
    expect(resumed.stderr).toMatch(/^epoch 4\/4/m)
    expect(await readdir(at('runs'))).toEqual([id])
    const epochs = (await readFile(at('runs', id, 'metrics.jsonl'), 'utf8')).trim().split('\n')
    expect(epochs.map((line) => JSON.parse(line).epoch)).toEqual([1, 2, 3, 4])
    expect((await readdir(at('runs', id))).sort()).toEqual(['bundle', 'metrics.jsonl', 'run.json'])

    const whole = await earshot(...train(...ASKED, '--out', at('models', 'whole'), '--runs', at('whole-runs')))
    expect(whole.stderr).toContain('all recordings, epoch 4/4')
    const weights = (name: string) => readFile(at('models', name, 'weights.bin'))
    expect(await weights('resumed')).toEqual(await weights('whole'))

    await killAfter(
      'all recordings, epoch 3/4',
      train(...ASKED, '--out', at('models', 'late'), '--runs', at('late-runs')),
    )
    const late = await earshot(...train('--resume', 'latest', '--out', at('models', 'late'), '--runs', at('late-runs')))
    expect(late).toMatchObject({ exitCode: 0 })
    expect(late.stderr).not.toMatch(/^epoch|all recordings, epoch 1\//m)
    expect(await weights('late')).toEqual(await weights('whole'))
    const manifest = JSON.parse(await readFile(at('models', 'late', 'bundle.json'), 'utf8'))
    expect(manifest.training.figures).toMatchObject({ epochs: 4, epochsOfAll: 4 })
    expect(manifest.training.dataset.heard.training).toHaveLength(8)
    expect(manifest.training.dataset.heard.validation).toEqual([])
  })

  it('cannot be resumed when it is done, or when there is none', async () => {
    const resume = (...args: string[]) => earshot(...train('--out', at('models', 'x'), '--runs', at('runs'), ...args))
    expect(await resume('--resume', 'latest')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is finished: there is nothing to resume'),
    })
    expect(await resume('--resume', '2001')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no run 2001'),
    })
  })
})
