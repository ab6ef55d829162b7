import type { Layout } from './layout.ts'

const PATH = /^(?:(?:.*\/)?([^/]+)\/(?:train|test)\/|(?:train|test)\/)?(normal|anomaly)_(id_\d+)_[^/]*\.wav$/i

/**
 * DCASE 2020 task 2: `{normal,anomaly}_id_00_00000000.wav`, in `train/` and `test/` of a machine type's folder.
 *
 * @see Y. Koizumi et al., *Description and discussion on DCASE2020 challenge task 2*, 2020.
 */
export const dcase: Layout = {
  name: 'dcase',
  description: 'DCASE: train|test/{normal,anomaly}_id_00_*.wav',
  place(file) {
    const found = PATH.exec(file)
    if (found === null) return undefined
    const [, type, label = '', id = ''] = found
    return { label: label.toLowerCase(), machine: type === undefined ? id : `${type}/${id}` }
  },
}
