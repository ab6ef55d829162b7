import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatasetError } from '../../../../src/errors.ts'
import { findNormalRecordings } from '../../../../src/train/learn/normal-recordings.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-normal-'))
})
afterEach(() => rm(root, { recursive: true }))

async function put(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '')
  }
}

describe('findNormalRecordings', () => {
  it('takes folders for sessions, and a flat folder for one', async () => {
    await put('b.wav', 'a.wav', 'monday/a.wav', 'tuesday/night/a.wav')
    const { recordings, leftOut } = await findNormalRecordings(root)
    expect(leftOut).toBe(0)
    expect(recordings).toEqual([
      { file: 'a.wav', session: basename(root) },
      { file: 'b.wav', session: basename(root) },
      { file: 'monday/a.wav', session: 'monday' },
      { file: 'tuesday/night/a.wav', session: 'tuesday/night' },
    ])
  })

  it('takes what is called normal and leaves all else out', async () => {
    await put('ok/a.wav', 'clogged/a.wav', 'voltage/a.wav')
    expect(await findNormalRecordings(root)).toEqual({
      recordings: [{ file: 'ok/a.wav', session: basename(root) }],
      leftOut: 2,
    })
  })

  it('knows MIMII and DCASE names', async () => {
    await put('id_00/normal/0.wav', 'id_00/abnormal/0.wav', 'train/normal_id_02_0.wav', 'test/anomaly_id_02_0.wav')
    const { recordings, leftOut } = await findNormalRecordings(root)
    expect(leftOut).toBe(2)
    expect(recordings).toEqual([
      { file: 'id_00/normal/0.wav', session: 'id_00' },
      { file: 'train/normal_id_02_0.wav', session: 'train' },
    ])
  })

  it('leaves out what is called abnormal where nothing is called normal', async () => {
    await put('monday/a.wav', 'abnormal/a.wav')
    expect((await findNormalRecordings(root)).recordings).toEqual([{ file: 'monday/a.wav', session: 'monday' }])
  })

  it('takes sessions from a pattern, and says where it does not fit', async () => {
    await put('healthy_M1_1400.wav', 'healthy_M2_1400.wav', 'propeller_M1_1400.wav')
    const { recordings } = await findNormalRecordings(root, /_(M\d)_/)
    expect(recordings.map(({ session }) => session)).toEqual(['M1', 'M2'])
    await expect(findNormalRecordings(root, /M1/)).rejects.toThrow(/it needs a group/)
  })

  it('refuses a folder without normal recordings, and what is no folder', async () => {
    await put('abnormal/a.wav')
    await expect(findNormalRecordings(root)).rejects.toThrow(DatasetError)
    await expect(findNormalRecordings(join(root, 'nowhere'))).rejects.toThrow(DatasetError)
  })
})
