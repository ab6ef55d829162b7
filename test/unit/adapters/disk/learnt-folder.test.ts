import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBundle } from '../../../../src/adapters/disk/bundle-folder.ts'
import { LearntFolder } from '../../../../src/adapters/disk/learnt-folder.ts'
import { RecordedLog } from '../../../recorders.ts'
import { networkDraft } from '../../model/network-draft.ts'

const FILES = new Map([
  ['model.json', Uint8Array.of(1, 2, 3)],
  ['weights.bin', Uint8Array.of(4, 5, 6, 7)],
])
let directory: string
let log: RecordedLog
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-learnt-'))
  log = new RecordedLog()
})
afterEach(() => rm(directory, { recursive: true }))

const limited = (maxBytes: number) => new LearntFolder({ directory, maxBytes, log })
/** Learnt a minute after the one before. */
async function learn(folder: LearntFolder, model: string, minute: number, bytes = 1_000): Promise<void> {
  await folder.write({ ...networkDraft(), name: model }, FILES, new Uint8Array(bytes).fill(minute))
  await utimes(join(directory, model, 'sessions.bin'), minute * 60, minute * 60)
}
async function kept(folder: LearntFolder): Promise<string[]> {
  const names = (await readdir(directory)).toSorted()
  const found = await Promise.all(names.map(async (name) => ((await folder.read(name)) === undefined ? [] : [name])))
  return found.flat()
}

describe('what is kept of learnt sessions', () => {
  it('is read back with the last learning of a model', async () => {
    const folder = limited(1e9)
    await learn(folder, 'a', 1)
    await learn(folder, 'a', 2, 3)
    expect(await folder.read('a')).toEqual(Buffer.of(2, 2, 2))
    expect(await folder.read('b')).toBeUndefined()
  })

  it('gives way beyond the limit, of what was learnt least lately first, and every model stays whole', async () => {
    const folder = limited(3_000)
    await learn(folder, 'c', 1)
    await learn(folder, 'a', 2)
    await learn(folder, 'b', 3)
    expect(await kept(folder)).toEqual(['a', 'b', 'c'])
    await learn(folder, 'c', 4, 1_500)
    expect(await kept(folder)).toEqual(['b', 'c'])
    for (const name of ['a', 'b', 'c']) expect(await readBundle(join(directory, name))).toMatchObject({ files: FILES })
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { model: 'a' } }])
  })

  it('is never that of the model that was learnt last', async () => {
    const folder = limited(100)
    await learn(folder, 'a', 1)
    await learn(folder, 'b', 2)
    expect(await kept(folder)).toEqual(['b'])
  })

  it('is held to a limit that was lowered meanwhile, at the start', async () => {
    const before = limited(1e9)
    await learn(before, 'a', 1)
    await learn(before, 'b', 2)
    await learn(before, 'c', 3)
    await writeFile(join(directory, 'sources.json'), '{}')
    const folder = limited(2_000)
    await folder.finish()
    expect(await kept(folder)).toEqual(['b', 'c'])
  })

  it('needs no folder to begin with', async () => {
    await new LearntFolder({ directory: join(directory, 'none'), maxBytes: 1, log }).finish()
    expect(log.lines).toEqual([])
  })
})
