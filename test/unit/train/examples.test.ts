import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { DatasetError } from '../../../src/errors.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { presets } from '../../../src/model/presets.ts'
import type { DatasetFolder } from '../../../src/train/dataset-folder.ts'
import { readExamples } from '../../../src/train/examples.ts'

const { audio, features } = presets.keywords({ resampler: 'kaiser_fast', padMode: 'constant' })
const frontEnd = createFrontEnd(audio, features)
const hiss = (seed: number): Float32Array => Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(seed * i * i))

let root: string
let dataset: Pick<DatasetFolder, 'root' | 'recordings'>
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-examples-'))
  await mkdir(join(root, 'a'))
  await writeFile(join(root, 'a/1.wav'), encodeWav(hiss(1), 16_000, { bitDepth: 16 }))
  await writeFile(join(root, 'a/2.wav'), encodeWav(hiss(2), 16_000, { bitDepth: 16 }))
  dataset = {
    root,
    recordings: [
      { file: 'a/1.wav', label: 0 },
      { file: 'a/2.wav', label: 1 },
    ],
  }
})
afterEach(() => rm(root, { recursive: true }))

describe('readExamples', () => {
  it('hears every recording through the front end and tells how far it is', async () => {
    const heard: string[] = []
    const { examples } = await readExamples(dataset, frontEnd, (done, file) => heard.push(`${done} ${file}`))
    expect(examples.map(({ label, input }) => [label, input.length])).toEqual([
      [0, 49 * 40],
      [1, 49 * 40],
    ])
    expect(heard).toEqual(['1 a/1.wav', '2 a/2.wav'])
  })

  it('gives the same fingerprint for the same files, another when one changes', async () => {
    const { fingerprint } = await readExamples(dataset, frontEnd)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect((await readExamples(dataset, frontEnd)).fingerprint).toBe(fingerprint)
    await writeFile(join(root, 'a/2.wav'), encodeWav(hiss(3), 16_000, { bitDepth: 16 }))
    expect((await readExamples(dataset, frontEnd)).fingerprint).not.toBe(fingerprint)
  })

  it('names the recording that cannot be used', async () => {
    await writeFile(join(root, 'a/2.wav'), 'this is no sound')
    const read = readExamples(dataset, frontEnd)
    await expect(read).rejects.toThrow(DatasetError)
    await expect(read).rejects.toThrow(/^a\/2\.wav: /)
    await rm(join(root, 'a/2.wav'))
    await expect(readExamples(dataset, frontEnd)).rejects.toThrow(/a\/2\.wav/)
  })
})
