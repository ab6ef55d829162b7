import { describe, expect, it } from 'vitest'
import { DatasetError, ParameterError } from '../../../../src/errors.ts'
import { matchLabels } from '../../../../src/train/evaluation/label-scheme.ts'

const bundle = [
  { name: 'ok', normal: true },
  { name: 'clogged', normal: false },
  { name: 'voltage', normal: false },
]

describe('matchLabels', () => {
  it('compares labels where at least two are common, and says which are strange', () => {
    expect(matchLabels({ found: ['ok', 'clogged', 'bent'], bundle, tellsLabels: true })).toEqual({
      normal: ['ok'],
      level: 'labels',
      rows: ['ok', 'clogged', 'voltage'],
      compared: ['ok', 'clogged'],
      strange: ['bent'],
    })
  })

  it('compares whether all is well where labels are other ones, or the bundle tells none', () => {
    expect(matchLabels({ found: ['normal', 'abnormal'], bundle, tellsLabels: true })).toMatchObject({
      normal: ['normal'],
      level: 'anomaly',
      rows: ['normal', 'abnormal'],
      compared: ['normal', 'abnormal'],
    })
    expect(matchLabels({ found: ['ok', 'clogged'], bundle, tellsLabels: false })).toMatchObject({ level: 'anomaly' })
  })

  it('takes the labels that the user calls normal', () => {
    expect(matchLabels({ found: ['a', 'b'], bundle, tellsLabels: true, normal: ['b'] }).normal).toEqual(['b'])
    expect(() => matchLabels({ found: ['a'], bundle, tellsLabels: true, normal: ['x'] })).toThrow(ParameterError)
  })

  it('asks where no name is usual', () => {
    expect(() => matchLabels({ found: ['a', 'b'], bundle, tellsLabels: true })).toThrow(DatasetError)
    expect(() => matchLabels({ found: ['a', 'b'], bundle, tellsLabels: true })).toThrow(/--normal/)
  })
})
