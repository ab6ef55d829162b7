import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createThresholdsFile } from '../../../../src/adapters/disk/thresholds-file.ts'
import { ConfigError } from '../../../../src/errors.ts'
import { NOTHING_APPLIED } from '../../../../src/pipeline/review/rule-in-force.ts'
import { RecordedLog } from '../../../recorders.ts'

let folder: string
let log: RecordedLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-thresholds-'))
  log = new RecordedLog()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const APPLIED = { thresholds: { clogged: { raiseAt: 0.7, clearAt: 0.4 } }, raiseWindows: null }

describe('thresholds that were applied on the page', () => {
  it('are there again after a restart, until they are withdrawn', async () => {
    const path = join(folder, 'data', 'thresholds.json')
    const file = createThresholdsFile(path, log)
    expect(await file.read()).toEqual(NOTHING_APPLIED)
    await file.write(APPLIED)
    expect(await createThresholdsFile(path, log).read()).toEqual(APPLIED)
    await file.write(NOTHING_APPLIED)
    await file.write(NOTHING_APPLIED)
    expect(await createThresholdsFile(path, log).read()).toEqual(NOTHING_APPLIED)
    expect(await readdir(join(folder, 'data'))).toEqual([])
    expect(log.lines).toEqual([])
  })

  it.each([
    ['is damaged', (path: string) => writeFile(path, '{"thresholds":')],
    ['cannot be read', (path: string) => mkdir(path)],
  ])('do not hold where their file %s, and the log says so', async (_, spoil) => {
    const path = join(folder, 'thresholds.json')
    await spoil(path)
    expect(await createThresholdsFile(path, log).read()).toEqual(NOTHING_APPLIED)
    expect(log.lines).toMatchObject([{ level: 'error', fields: { path } }])
  })

  it('are refused where they cannot be kept', async () => {
    await writeFile(join(folder, 'data'), 'a file')
    const file = createThresholdsFile(join(folder, 'data', 'thresholds.json'), log)
    await expect(file.write(APPLIED)).rejects.toThrow(ConfigError)
    await expect(file.write(NOTHING_APPLIED)).rejects.toThrow(ConfigError)
  })
})
