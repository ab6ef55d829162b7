import { type ConfigSources, mergeConfig } from '../config.ts'
import { isRecord, isSound, parse, rangeOf } from './key.ts'
import { flatten } from './layers.ts'
import { type Config, KEYS } from './schema.ts'

export interface DesiredOutcome {
  /** What is in force from now on. */
  readonly config: Config
  /** Why a desired property was not taken, by its path. */
  readonly refused: Readonly<Record<string, string>>
}

/**
 * Lay the module twin's desired properties over a configuration that is in force: the keys that may change
 * while the module runs, where their values are sound together. The others are refused one by one, and
 * whatever is refused leaves the value that the file and the environment give.
 *
 * @param sources - The sources that {@link loadConfig} accepted at the start.
 * @param desired - The desired properties; `$version` and the like are passed over, null means "not set".
 * @throws ConfigError never: a bad twin must not stop a module that runs.
 */
export function applyDesired(sources: ConfigSources, desired: unknown): DesiredOutcome {
  const { layer, mistakes } = flatten(properties(desired), 'the desired properties')
  const refused: Record<string, string> = Object.fromEntries(mistakes.map(({ at, problem }) => [at, problem]))
  const taken = new Map<string, unknown>()
  for (const [path, value] of layer) {
    const key = KEYS.get(path)
    if (!key || value === null) continue
    if (!key.changeable)
      refused[path] = 'cannot be changed while the module runs: set it in the file or the environment'
    else if (!isSound(key, parse(key, value))) refused[path] = `must be ${rangeOf(key)}`
    else taken.set(path, value)
  }

  for (;;) {
    const { config, mistakes: quarrels } = mergeConfig(sources, taken)
    const involved = quarrels.flatMap(({ at, problem }) => at.split(', ').map((path) => ({ path, problem })))
    const toRefuse = involved.filter(({ path }) => taken.has(path))
    if (toRefuse.length === 0) return { config, refused }
    for (const { path, problem } of toRefuse) {
      taken.delete(path)
      refused[path] = problem
    }
  }
}

/** Without what the hub adds, and without sections that are set to null. */
function properties(desired: unknown): unknown {
  if (!isRecord(desired)) return desired
  return Object.fromEntries(Object.entries(desired).filter(([name, value]) => !name.startsWith('$') && value !== null))
}
