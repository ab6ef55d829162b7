import { type Key, rangeOf } from '../../../src/config/key.ts'
import { environmentNameOf, KEYS, SCHEMA } from '../../../src/config/schema.ts'

/** Every key of the configuration as Markdown: a heading and a table for each section. */
export function keyTables(): string {
  return Object.keys(SCHEMA)
    .map((section) =>
      sectionTable(
        section,
        [...KEYS].filter(([path]) => path.startsWith(`${section}.`)),
      ),
    )
    .join('\n')
}

function sectionTable(section: string, keys: readonly (readonly [string, Key])[]): string {
  const head = ['Key', 'Variable', 'Value', 'Default', 'Unit', 'Changeable', 'Meaning']
  const rows = keys.map(([path, key]) => [
    `\`${path}\``,
    `\`${environmentNameOf(path)}\``,
    rangeOf(key).replaceAll('|', '\\|'),
    defaultOf(key),
    key.unit ?? '',
    key.changeable ? 'yes' : '',
    `${key.doc}${key.sensitive ? ' Secret.' : ''}`,
  ])
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [`## ${section}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n')
}

function defaultOf(key: Key): string {
  if (key.default instanceof Map) return 'none'
  return key.default === '' ? 'empty' : `\`${key.default}\``
}
