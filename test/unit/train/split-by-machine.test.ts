import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../src/errors.ts'
import { splitByMachine } from '../../../src/train/split-by-machine.ts'

const recordings = [
  { label: 0, machine: 'a' },
  { label: 1, machine: 'a' },
  { label: 0, machine: 'b' },
  { label: 1, machine: 'b' },
  { label: 0 },
]

describe('splitByMachine', () => {
  it('keeps whole machines for validation', () => {
    const { training, validation } = splitByMachine(recordings, ['b'])
    expect(validation).toEqual(recordings.slice(2, 4))
    expect(training).toEqual([...recordings.slice(0, 2), { label: 0 }])
  })

  it('refuses a machine that is not there, and one without which a label is unheard', () => {
    expect(() => splitByMachine(recordings, ['c'])).toThrow(DatasetError)
    expect(() => splitByMachine(recordings, ['c'])).toThrow(/no machine c to hold out; the paths name a, b/)
    expect(() => splitByMachine(recordings, ['a', 'b'])).toThrow(/a label has no recordings to learn from/)
  })
})
