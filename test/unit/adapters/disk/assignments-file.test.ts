import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assignmentsFile } from '../../../../src/adapters/disk/assignments-file.ts'
import { ConfigError } from '../../../../src/errors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-assignments-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the file of assignments', () => {
  it('keeps what was written, in a folder that it makes, and leaves nothing beside it', async () => {
    const path = join(folder, 'learnt', 'sources.json')
    expect(await assignmentsFile(path).read()).toEqual(new Map())
    await assignmentsFile(path).write(new Map([['fan-1', 'a']]))
    await assignmentsFile(path).write(new Map([['fan-2', 'b']]))
    expect(await assignmentsFile(path).read()).toEqual(new Map([['fan-2', 'b']]))
    expect(await readdir(join(folder, 'learnt'))).toEqual(['sources.json'])
  })

  it.each(['', '[]', '{"fan-1":1}', '{'])('says that %j is no such file', async (text) => {
    const path = join(folder, 'sources.json')
    await writeFile(path, text)
    await expect(assignmentsFile(path).read()).rejects.toThrow(ConfigError)
  })
})
