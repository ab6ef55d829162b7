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

/** What may change while the module runs, as it is now, by dotted path. */
export function changeableValues(config: Config): Record<string, unknown> {
  const shown = shownConfig(config)
  return Object.fromEntries([...KEYS].flatMap(([path, key]) => (key.changeable ? [[path, shown[path]]] : [])))
}
