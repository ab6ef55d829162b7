import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatasetError, NotFoundError } from '../../../../src/errors.ts'
import { RunFolder } from '../../../../src/train/run-folder.ts'
import { findRun, listRuns, readEpochs } from '../../../../src/train/runs/run-record.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-run-record-'))
})
afterEach(() => rm(root, { recursive: true }))

async function track(id: string): Promise<RunFolder> {
  const run = new RunFolder(root, id, { name: 'fan', startedAt: '2030-01-02T03:04:05.678Z', parameters: { seed: 1 } })
  await run.begin()
  return run
}

describe('listRuns', () => {
  it('reads what RunFolder writes, in whatever state, oldest first', async () => {
    const second = await track('2030-02')
    const first = await track('2030-01')
    await first.finish({ endedAt: '2030-01-02T03:05:00.000Z', dataset: { recordings: 3 }, figures: { loss: 1 } })
    await second.fail('2030-01-02T03:05:00.000Z', 'the loss became NaN')
    await track('2030-03')
    const { runs, damaged } = await listRuns(root)
    expect(runs.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['2030-01', 'finished', undefined],
      ['2030-02', 'failed', 'the loss became NaN'],
      ['2030-03', 'running', undefined],
    ])
    expect(damaged).toEqual([])
  })

  it('names folders whose description is damaged, and passes by those that are no runs', async () => {
    await track('good')
    await mkdir(join(root, 'torn'))
    await writeFile(join(root, 'torn', 'run.json'), '{"id":"torn"')
    await mkdir(join(root, 'notes'))
    const { runs, damaged } = await listRuns(root)
    expect(runs).toHaveLength(1)
    expect(damaged).toEqual(['torn'])
  })

  it('is empty where nothing was trained yet', async () => {
    expect(await listRuns(join(root, 'none'))).toEqual({ runs: [], damaged: [] })
  })
})

describe('findRun', () => {
  it('takes an id, the beginning of one, or latest', async () => {
    for (const id of ['2030-01_cnn', '2030-01_cnn_b', '2030-02_cnn']) await track(id)
    expect((await findRun(root, '2030-01_cnn')).id).toBe('2030-01_cnn')
    expect((await findRun(root, '2030-02')).id).toBe('2030-02_cnn')
    expect((await findRun(root, 'latest')).id).toBe('2030-02_cnn')
    await expect(findRun(root, '2030-01')).rejects.toThrow(/2 runs begin with 2030-01/)
    await expect(findRun(root, '2031')).rejects.toThrow(NotFoundError)
  })
})

describe('readEpochs', () => {
  it('reads a line an epoch, and forgives a last line that a power cut has cut off', async () => {
    const run = await track('a')
    await run.addMetrics({ epoch: 1, loss: 2 })
    await run.addMetrics({ epoch: 2, loss: 1 })
    await appendFile(join(root, 'a', 'metrics.jsonl'), '{"epo')
    expect(await readEpochs(root, 'a')).toEqual([
      { epoch: 1, loss: 2 },
      { epoch: 2, loss: 1 },
    ])
    await appendFile(join(root, 'a', 'metrics.jsonl'), '\n')
    await expect(readEpochs(root, 'a')).rejects.toThrow(DatasetError)
    await track('b')
    expect(await readEpochs(root, 'b')).toEqual([])
  })
})
