import { type Config, KEYS, valueAt } from './schema.ts'

const HIDDEN = '[hidden]'

/** The values that must appear nowhere. */
export function secretsOf(config: Config): string[] {
  return [...KEYS].flatMap(([path, key]) => (key.sensitive ? [String(valueAt(config, path))] : [])).filter(Boolean)
}

/** The configuration as it may be shown, by dotted path: a secret that is set is hidden. */
export function shownConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    [...KEYS].map(([path, key]) => {
      const value = valueAt(config, path)
      if (key.sensitive && value !== '') return [path, HIDDEN]
      return [path, value instanceof Map ? Object.fromEntries(value) : value]
    }),
  )
}

/** What may change while the module runs, as it is now, in the form of the file. */
export function changeableValues(config: Config): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {}
  for (const [path, value] of Object.entries(shownConfig(config))) {
    const [section = '', name = ''] = path.split('.')
    if (KEYS.get(path)?.changeable) values[section] = { ...values[section], [name]: value }
  }
  return values
}
