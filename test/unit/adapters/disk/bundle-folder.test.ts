import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBundle, writeBundle } from '../../../../src/adapters/disk/bundle-folder.ts'
import { BundleError } from '../../../../src/errors.ts'
import { networkDraft } from '../../model/network-draft.ts'

const FILES = new Map([
  ['model.json', Uint8Array.of(1, 2, 3)],
  ['weights.bin', Uint8Array.of(4, 5, 6, 7)],
])

let root: string
let place: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-bundle-'))
  place = join(root, 'models', 'fan')
})
afterEach(() => rm(root, { recursive: true }))

async function changeManifest(change: (text: string) => string): Promise<void> {
  const path = join(place, 'bundle.json')
  await writeFile(path, change(await readFile(path, 'utf8')))
}

describe('a bundle folder', () => {
  it('reads back as it was written', async () => {
    const written = await writeBundle(place, networkDraft(), FILES)
    const read = await readBundle(place)
    expect(read.manifest).toEqual(written.manifest)
    expect(read.sha256).toBe(written.sha256)
    expect([...read.files].map(([name, bytes]) => [name, [...bytes]])).toEqual([
      ['model.json', [1, 2, 3]],
      ['weights.bin', [4, 5, 6, 7]],
    ])
  })

  it('is replaced as a whole, and nothing is left beside it', async () => {
    await writeBundle(place, networkDraft(), new Map([...FILES, ['old.bin', Uint8Array.of(9)]]))
    await writeBundle(place, { ...networkDraft(), version: '2' }, FILES)
    expect((await readBundle(place)).manifest.version).toBe('2')
    expect(await readdir(place)).toEqual(['bundle.json', 'model.json', 'weights.bin'])
    expect(await readdir(join(root, 'models'))).toEqual(['fan'])
  })

  it('takes the place of an empty folder', async () => {
    await mkdir(place, { recursive: true })
    await writeBundle(place, networkDraft(), FILES)
    expect((await readBundle(place)).files.size).toBe(2)
  })

  it('does not take the place of a folder that is no bundle', async () => {
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'thesis.txt'), 'years of work')
    await expect(writeBundle(place, networkDraft(), FILES)).rejects.toThrow(/not a bundle/)
    expect(await readdir(place)).toEqual(['thesis.txt'])
  })

  it('does not take the place of a file', async () => {
    await mkdir(join(root, 'models'))
    await writeFile(place, 'a file')
    await expect(writeBundle(place, networkDraft(), FILES)).rejects.toThrow(BundleError)
    expect(await readFile(place, 'utf8')).toBe('a file')
  })

  it('stays as it was when the new manifest is not valid', async () => {
    await writeBundle(place, networkDraft(), FILES)
    await expect(writeBundle(place, { ...networkDraft(), labels: [] }, FILES)).rejects.toThrow(BundleError)
    expect((await readBundle(place)).manifest.labels).toHaveLength(2)
    expect(await readdir(join(root, 'models'))).toEqual(['fan'])
  })
})

describe('reading a bundle is refused', () => {
  beforeEach(() => writeBundle(place, networkDraft(), FILES))

  it('when there is no folder', async () => {
    await expect(readBundle(join(root, 'nowhere'))).rejects.toThrow(/there is no bundle at .*nowhere/)
  })

  it('when bundle.json is missing', async () => {
    await rm(join(place, 'bundle.json'))
    await expect(readBundle(place)).rejects.toThrow(/bundle\.json is missing/)
  })

  it('when a file is missing', async () => {
    await rm(join(place, 'weights.bin'))
    await expect(readBundle(place)).rejects.toThrow(/weights\.bin is missing/)
  })

  it('when one bit of a file is another', async () => {
    await writeFile(join(place, 'weights.bin'), Uint8Array.of(4, 5, 6, 6))
    await expect(readBundle(place)).rejects.toThrow(/weights\.bin .*SHA-256/)
  })

  it('when a file is a folder', async () => {
    await rm(join(place, 'weights.bin'))
    await mkdir(join(place, 'weights.bin'))
    await expect(readBundle(place)).rejects.toThrow(/weights\.bin .* not a file/)
  })

  it('when a file is a link that leads out of the folder', async () => {
    await writeFile(join(root, 'secret'), FILES.get('weights.bin') ?? '')
    await rm(join(place, 'weights.bin'))
    await symlink(join(root, 'secret'), join(place, 'weights.bin'))
    await expect(readBundle(place)).rejects.toThrow(/leads out/)
  })

  it.each(['../secret', '..', 'a/b', '', 'bundle.json'])('when it names the file %j', async (name) => {
    await changeManifest((text) => text.replaceAll('"weights.bin"', JSON.stringify(name)))
    await expect(readBundle(place)).rejects.toThrow(/→ at files/)
  })

  it('when bundle.json is larger than a manifest can be', async () => {
    await changeManifest((text) => text + ' '.repeat(5 * 1024 * 1024))
    await expect(readBundle(place)).rejects.toThrow(/bundle\.json .* too large/)
  })

  it('but not when a link stays in the folder, as container platforms mount files', async () => {
    const versioned = join(place, '..data')
    await mkdir(versioned)
    await writeFile(join(versioned, 'weights.bin'), FILES.get('weights.bin') ?? '')
    await rm(join(place, 'weights.bin'))
    await symlink(join('..data', 'weights.bin'), join(place, 'weights.bin'))
    expect((await readBundle(place)).files.get('weights.bin')).toHaveLength(4)
  })
})
