import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { STATUS_BY_CODE } from '../../../src/adapters/http/failure.ts'
import * as errors from '../../../src/errors.ts'

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `EARSHOT_'))
  .map((line) => {
    const [, code = '', status, again, meaning = '', remedy = ''] = line.split('|').map((cell) => cell.trim())
    return { code: code.replaceAll('`', ''), status: Number(status), again, meaning, remedy }
  })

/** The codes of the classes whose errors may be tried again. */
function retryableCodes(): Set<string> {
  const codes = new Set<string>()
  for (const thing of Object.values(errors)) {
    if (typeof thing !== 'function' || !(thing.prototype instanceof errors.EarshotError)) continue
    const error: unknown = Reflect.construct(thing, ['a code or a message', 'a message'])
    if (error instanceof errors.EarshotError && error.retryable) codes.add(error.code)
  }
  return codes
}

describe('docs/errors.md', () => {
  it('documents every error code, each once, in order, and no other', () => {
    expect(rows.map(({ code }) => code)).toEqual([...errors.ERROR_CODES])
  })

  it('says of each what it means and what to do', () => {
    for (const { meaning, remedy } of rows) {
      expect(meaning.length).toBeGreaterThan(10)
      expect(remedy.length).toBeGreaterThan(10)
    }
  })

  it('gives the status that goes out over HTTP', () => {
    expect(Object.fromEntries(rows.map(({ code, status }) => [code, status]))).toEqual(STATUS_BY_CODE)
  })

  it('says which may be tried again', () => {
    const retryable = rows.filter(({ again }) => again === 'yes').map(({ code }) => code)
    expect(retryable.length).toBeGreaterThan(0)
    expect(new Set(retryable)).toEqual(retryableCodes())
    expect(rows.every(({ again }) => again === 'yes' || again === 'no')).toBe(true)
  })
})
