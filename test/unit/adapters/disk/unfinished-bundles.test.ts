import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { finishBundles } from '../../../../src/adapters/disk/unfinished-bundles.ts'

const ID = '3f1c7a52-0a4e-4f7e-9a35-0d1f6f3f7c11'
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-unfinished-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function put(folder: string, text: string): Promise<void> {
  await mkdir(join(directory, folder))
  await writeFile(join(directory, folder, 'bundle.json'), text)
}
const there = async () => (await readdir(directory)).toSorted()
const text = (folder: string) => readFile(join(directory, folder, 'bundle.json'), 'utf8')

describe('bundles that a killed process was writing', () => {
  it('are taken away when the former one stands in its place', async () => {
    await put('learnt-fan.1', 'old')
    await put(`.learnt-fan.1.${ID}.new`, 'half')
    await finishBundles(directory)
    expect(await there()).toEqual(['learnt-fan.1'])
    expect(await text('learnt-fan.1')).toBe('old')
  })

  it('take their place when the former one had stepped aside', async () => {
    await put(`.learnt-fan.1.${ID}.new`, 'new')
    await put(`.learnt-fan.1.${ID}.new.old`, 'old')
    await finishBundles(directory)
    expect(await there()).toEqual(['learnt-fan.1'])
    expect(await text('learnt-fan.1')).toBe('new')
  })

  it('leave the former one when they are in their place already, or it is all there is', async () => {
    await put('a', 'new')
    await put(`.a.${ID}.new.old`, 'old')
    await put(`.b.${ID}.new.old`, 'old')
    await finishBundles(directory)
    expect(await there()).toEqual(['a', 'b'])
    expect([await text('a'), await text('b')]).toEqual(['new', 'old'])
  })

  it('are looked for in vain where nothing was written, and nothing else is touched', async () => {
    await writeFile(join(directory, 'sources.json'), '{}')
    await put('.hidden', 'x')
    await finishBundles(directory)
    await finishBundles(join(directory, 'missing'))
    expect(await there()).toEqual(['.hidden', 'sources.json'])
  })
})
