import { type ConfigSources, mergeConfig } from '../config.ts'
import { isRecord, isSound, parse, rangeOf } from './key.ts'
import { flatten } from './layers.ts'
import { type Config, KEYS } from './schema.ts'

/** Why desired properties were not taken, by path. */
export type Refusals = Readonly<Record<string, string>>

export type DesiredOutcome =
  | { readonly isTaken: true; readonly config: Config }
  | { readonly isTaken: false; readonly refused: Refusals }

/**
 * Lay the module twin's desired properties over the configuration: the keys that may change while the module
 * runs. They are taken as a whole or refused as a whole, so that no half of a change is ever in force.
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
  const { config, mistakes: quarrels } = mergeConfig(sources, taken)
  for (const { at, problem } of quarrels) {
    for (const path of at.split(', ')) if (taken.has(path)) refused[path] = problem
  }
  return Object.keys(refused).length === 0 ? { isTaken: true, config } : { isTaken: false, refused }
}

/** Without what the hub adds, and without sections that are set to null. */
function properties(desired: unknown): unknown {
  if (!isRecord(desired)) return desired
  return Object.fromEntries(Object.entries(desired).filter(([name, value]) => !name.startsWith('$') && value !== null))
}
