import { beforeAll, describe, expect, it } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { DatasetError } from '../../../src/errors.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { setAsideBackground } from '../../../src/train/background.ts'
import { targets } from '../../../src/train/batches.ts'
import type { DatasetFolder } from '../../../src/train/dataset-folder.ts'
import { labelFolders } from '../../../src/train/layouts/label-folders.ts'

const dataset: DatasetFolder = {
  root: 'words',
  layout: labelFolders,
  labels: ['cat', 'noise', 'dog'],
  recordings: [
    { file: 'cat/1.wav', label: 0 },
    { file: 'noise/1.wav', label: 1 },
    { file: 'dog/1.wav', label: 2 },
  ],
}

beforeAll(() => loadEngine({ ...findEngineFiles(), preferred: 'cpu' }))

describe('recordings of none of the labels', () => {
  it('are numbered behind the labels, whose order stays', () => {
    const { labels, recordings } = setAsideBackground(dataset, 'noise')
    expect(labels).toEqual(['cat', 'dog'])
    expect(recordings.map(({ label }) => label)).toEqual([0, 2, 1])
  })

  it('cannot be taken from a label that is not there', () => {
    expect(() => setAsideBackground(dataset, 'silence')).toThrow(DatasetError)
    expect(() => setAsideBackground(dataset, 'silence')).toThrow('there are cat, noise, dog')
  })

  it('are to be answered by the same probability for each label', () => {
    const input = new Float32Array(1)
    const batch = [0, 2, 1].map((label) => ({ input, label }))
    const wanted = targets(batch, 2)
    expect(Array.from(wanted.dataSync())).toEqual([1, 0, 0.5, 0.5, 0, 1])
    wanted.dispose()
  })
})
