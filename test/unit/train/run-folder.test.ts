import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunFolder, runId } from '../../../src/train/run-folder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-runs-'))
})
afterEach(() => rm(root, { recursive: true }))

const start = {
  name: 'fan',
  startedAt: '2030-01-02T03:04:05.678Z',
  parameters: { seed: 7, frontEnd: { padMode: 'reflect' } },
}
const read = async (run: RunFolder): Promise<unknown> =>
  JSON.parse(await readFile(join(run.folder, 'run.json'), 'utf8'))

describe('RunFolder', () => {
  it('keeps parameters from the start, a line an epoch, and the figures at the end', async () => {
    const run = new RunFolder(root, 'one', start)
    await run.begin()
    expect(await read(run)).toEqual({ id: 'one', ...start, state: 'running' })
    await run.addMetrics({ epoch: 1, loss: 2 })
    await run.addMetrics({ epoch: 2, loss: 1 })
    const end = { endedAt: '2030-01-02T03:05:00.000Z', dataset: { recordings: 3 }, figures: { accuracy: 1 } }
    await run.finish(end)
    expect(await read(run)).toEqual({ id: 'one', ...start, state: 'finished', ...end })
    expect(await readFile(join(run.folder, 'metrics.jsonl'), 'utf8')).toBe(
      '{"epoch":1,"loss":2}\n{"epoch":2,"loss":1}\n',
    )
    expect((await readdir(run.folder)).sort()).toEqual(['metrics.jsonl', 'run.json'])
  })

  it('says why a training failed', async () => {
    const run = new RunFolder(root, 'two', start)
    await run.begin()
    await run.fail('2030-01-02T03:05:00.000Z', 'the loss became NaN')
    expect(await read(run)).toMatchObject({ state: 'failed', reason: 'the loss became NaN' })
  })
})

describe('runId', () => {
  it('sorts by time and is a plain file name', () => {
    expect(runId('2030-01-02T03:04:05.678Z', 'cnn', 'ab12')).toBe('2030-01-02T03-04-05_cnn_ab12')
  })
})
