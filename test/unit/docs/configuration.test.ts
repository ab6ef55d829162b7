import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { KEYS } from '../../../src/config/schema.ts'
import { loadConfig } from '../../../src/config.ts'
import { keyTables } from './key-table.ts'

const { env } = process
const PAGE = new URL('../../../docs/configuration.md', import.meta.url)
const TABLES = /(?<=<!-- keys -->\n)[\s\S]*(?=<!-- \/keys -->)/

it('docs/configuration.md lists the keys as they are (WRITE_DOCS=1 makes it so)', () => {
  const page = readFileSync(PAGE, 'utf8')
  if ('WRITE_DOCS' in env)
    writeFileSync(
      PAGE,
      page.replace(TABLES, () => `\n${keyTables()}\n`),
    )
  expect(TABLES.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(`\n${keyTables()}\n`)
})

it('the example in docs/configuration.md is one that is taken', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? []
  const { mqtt, ...rest } = JSON.parse(example)
  const { passwordFile, ...readable } = mqtt
  expect(passwordFile).toMatch(/^\//)
  const { alarm } = loadConfig({ override: { ...rest, mqtt: readable } })
  expect(alarm.labels.get('voltage')).toEqual({ raiseAt: 0.8, clearAt: 0.3 })
})

it('every key says what it is, in a sentence, with the unit in its name', () => {
  for (const [path, { doc, unit }] of KEYS) {
    expect(doc, path).toMatch(/^[A-Za-z0-9].*[.)]$/)
    const endings: Record<string, RegExp> = {
      s: /Seconds$/,
      Hz: /Hz$/,
      bytes: /Bytes$/,
      days: /Days$/,
      windows: /Windows$/,
      frames: /Frames$/,
    }
    if (unit) expect(path).toMatch(endings[unit] ?? /never/)
  }
})
