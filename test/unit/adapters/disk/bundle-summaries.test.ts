import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeBundle } from '../../../../src/adapters/disk/bundle-folder.ts'
import { BundleSummaries } from '../../../../src/adapters/disk/bundle-summaries.ts'
import { networkDraft } from '../../model/network-draft.ts'

const files = (weight: number) =>
  new Map([
    ['model.json', Uint8Array.of(1, 2, 3)],
    ['weights.bin', Uint8Array.of(4, 5, 6, weight)],
  ])
let directory: string
let fan: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-summaries-'))
  fan = join(directory, 'fan')
  await writeBundle(fan, networkDraft(), files(7))
})
afterEach(() => rm(directory, { recursive: true }))

describe('what a list tells of bundles', () => {
  it('is the same one until something in the folder changes, and then what is there now', async () => {
    const summaries = new BundleSummaries()
    const list = () => summaries.of(new Map([['fan', fan]]))
    const [first] = await list()
    expect(first).toMatchObject({ name: 'fan', version: networkDraft().version })
    expect((await list())[0]).toBe(first)

    await writeBundle(fan, { ...networkDraft(), version: '2' }, files(7))
    expect(await list()).toMatchObject([{ name: 'fan', version: '2' }])

    await writeFile(join(fan, 'weights.bin'), Uint8Array.of(4, 5, 6, 8))
    expect(await list()).toEqual([{ name: 'fan', problem: expect.stringContaining('weights.bin') }])

    await rm(join(fan, 'weights.bin'))
    expect(await list()).toEqual([{ name: 'fan', problem: expect.stringContaining('missing') }])
  })

  it('says which folders hold no bundle, and forgets those that are gone', async () => {
    const summaries = new BundleSummaries()
    const none = join(directory, 'none')
    expect(
      await summaries.of(
        new Map([
          ['none', none],
          ['fan', fan],
        ]),
      ),
    ).toMatchObject([
      { name: 'none', problem: expect.stringContaining('no bundle') },
      { name: 'fan', version: networkDraft().version },
    ])
    expect(await summaries.of(new Map([['fan', fan]]))).toHaveLength(1)
  })
})
