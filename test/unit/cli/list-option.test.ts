import { expect, it } from 'vitest'
import { names } from '../../../src/cli/list-option.ts'

it('a list is names with commas between, and none of them empty', () => {
  expect(names('--labels')('ok, worn out,clogged')).toEqual(['ok', 'worn out', 'clogged'])
  for (const text of ['', 'ok,', 'ok,,clogged']) expect(() => names('--labels')(text)).toThrow('--labels takes names')
})
