import { expect, it } from 'vitest'
import { namesOfCopies } from '../../../src/cli/copied-names.ts'

it('a copy is named after its path, and no two copies alike', () => {
  const files = ['a/b.wav', 'a__b.wav', 'A/B.WAV', 'a/b-2.wav', 'night.1/c.wav']
  expect(namesOfCopies(files)).toEqual(['a__b.wav', 'a__b-2.wav', 'A__B-3.WAV', 'a__b-2-2.wav', 'night.1__c.wav'])
})
