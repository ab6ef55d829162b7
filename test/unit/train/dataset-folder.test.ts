import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatasetError } from '../../../src/errors.ts'
import { findDataset } from '../../../src/train/dataset-folder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-dataset-'))
})
afterEach(() => rm(root, { recursive: true }))

async function put(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '')
  }
}

const TWO_LABELS = ['b/1.wav', 'b/2.wav', 'a/2.WAV', 'a/1.wav']

describe('findDataset', () => {
  it('finds a label per folder and its recordings, in order', async () => {
    await put(...TWO_LABELS, 'a/notes.txt', 'readme.md', '.hidden/1.wav', 'empty/x.txt')
    expect(await findDataset(root)).toEqual({
      root,
      layout: expect.objectContaining({ name: 'label-folders' }),
      labels: ['a', 'b'],
      recordings: [
        { file: 'a/1.wav', label: 0 },
        { file: 'a/2.WAV', label: 0 },
        { file: 'b/1.wav', label: 1 },
        { file: 'b/2.wav', label: 1 },
      ],
    })
  })

  it('takes the order of labels from dataset.json, what it does not name by name', async () => {
    await put(...TWO_LABELS, 'c/1.wav', 'c/2.wav')
    await writeFile(join(root, 'dataset.json'), '{"labels":["c","gone","b"],"madeBy":"someone"}')
    expect((await findDataset(root)).labels).toEqual(['c', 'b', 'a'])
  })

  it('takes only the labels that are asked for, in that order', async () => {
    await put(...TWO_LABELS, 'c/1.wav', 'c/2.wav')
    expect((await findDataset(root, ['c', 'a'])).labels).toEqual(['c', 'a'])
  })

  it('finds recordings in folders below a label', async () => {
    await put(...TWO_LABELS, 'a/monday/1.wav')
    expect((await findDataset(root)).recordings).toContainEqual({ file: 'a/monday/1.wav', label: 0 })
  })

  it.each<{ reason: string; files: string[]; labels?: string[]; text: RegExp }>([
    { reason: 'nothing is there', files: [], text: /has no recordings \(\.wav\)/ },
    { reason: 'there is one label', files: ['a/1.wav', 'a/2.wav'], text: /at least two labels, it has 1/ },
    { reason: 'a label has one recording', files: ['a/1.wav', 'a/2.wav', 'b/1.wav'], text: /label b has 1/ },
    {
      reason: 'an asked label is missing',
      files: TWO_LABELS,
      labels: ['a', 'x'],
      text: /no recordings of label x .*it has a, b/,
    },
  ])('refuses when $reason', async ({ files, labels, text }) => {
    await put(...files)
    const found = findDataset(root, labels)
    await expect(found).rejects.toThrow(DatasetError)
    await expect(found).rejects.toThrow(text)
  })

  it('refuses a folder that is not there and a damaged dataset.json', async () => {
    await expect(findDataset(join(root, 'missing'))).rejects.toThrow(DatasetError)
    await put(...TWO_LABELS)
    await writeFile(join(root, 'dataset.json'), '{')
    await expect(findDataset(root)).rejects.toThrow(/dataset.json/)
  })
})
