import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { environmentNameOf, KEYS } from '../../../src/config/schema.ts'
import { read } from './deployment-files.ts'

const KNOWN = new Set(['EARSHOT_CONFIG', ...[...KEYS.keys()].map(environmentNameOf)])
const ROOT = resolve(import.meta.dirname, '../../..')
const filesOf = (folder: string, recursive = true): string[] =>
  readdirSync(resolve(ROOT, folder), { recursive, encoding: 'utf8' })

it('every EARSHOT_ variable that an operator reads of is one that the module knows', () => {
  const files = [
    'README.md',
    'module.json',
    ...filesOf('.', false).filter((name) => /^Dockerfile\.|\.template\.json$/.test(name)),
    ...['docs', 'examples', 'mosquitto'].flatMap((folder) =>
      filesOf(folder)
        .filter((name) => /\.md$|\.json$|^acl$|\.conf$/.test(name))
        .map((name) => `${folder}/${name}`),
    ),
  ]
  const unknown = files.flatMap((file) => {
    // Names with a word of ours after them, not the prefix alone or with an asterisk.
    const names = read(file).match(/\bEARSHOT_[A-Z][A-Z_]*[A-Z]\b/g) ?? []
    return names.filter((name) => !KNOWN.has(name) && !isErrorCode(file, name)).map((name) => `${file}: ${name}`)
  })
  expect(files.length).toBeGreaterThan(10)
  expect(unknown).toEqual([])
})

/** Error codes begin in the same way. They have a page, and a test, of their own. */
function isErrorCode(file: string, name: string): boolean {
  return read('src/errors.ts').includes(`'${name}'`) && !/^Dockerfile|\.json$|^mosquitto/.test(file)
}
