import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import convict from 'convict'
import { isSound, parse, rangeOf, type Schema } from './config/key.ts'
import { flatten, type Layer, type Mistake, readLayer } from './config/layers.ts'
import { RULES } from './config/rules.ts'
import { type Config, environmentNameOf, KEYS, SCHEMA, valueAt } from './config/schema.ts'
import { ConfigError } from './errors.ts'

export { alarmRuleOf } from './config/alarm-rule.ts'
export type { Config } from './config/schema.ts'
export { secretsOf, shownConfig } from './config/secrets.ts'
export { workerCount } from './config/sections/analysis.ts'

/** An object of the configuration's form that leaves out what it does not set. */
type PartialConfig = { readonly [Section in keyof Config]?: Partial<Config[Section]> }

/** Where values come from. A later one wins: the defaults, `preset`, the file, the environment, `override`. */
export interface ConfigSources {
  /** What a command prefers over the defaults. */
  readonly preset?: PartialConfig
  /** Path of a JSON file; without it `EARSHOT_CONFIG` of the environment. */
  readonly file?: string | undefined
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What a command insists on, or was told by its options. */
  readonly override?: PartialConfig
}

/** The one `EARSHOT_` variable that is no key: the path of the file. */
const FILE_VARIABLE = 'EARSHOT_CONFIG'
const VARIABLES: ReadonlySet<string> = new Set([FILE_VARIABLE, ...[...KEYS.keys()].map(environmentNameOf)])

/** Convict knows a format by name, so each key's range is a format with the key's path for a name. */
for (const [path, key] of KEYS) {
  convict.addFormat({
    name: path,
    validate: (value: unknown) => {
      if (!isSound(key, value)) throw new Error(`must be ${rangeOf(key)} (${environmentNameOf(path)})`)
    },
    coerce: (value: unknown) => parse(key, value),
  })
}

const DEFINITION = Object.fromEntries(
  Object.entries<Schema[string]>(SCHEMA).map(([section, keys]) => [
    section,
    Object.fromEntries(
      Object.entries(keys).map(([name, key]) => {
        const path = `${section}.${name}`
        return [name, { ...key, format: path, env: environmentNameOf(path) }]
      }),
    ),
  ]),
)

/**
 * Read and check the configuration. Runs before any socket opens.
 *
 * @throws {@link ConfigError} that lists every mistake at once.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const { config, mistakes } = mergeConfig(sources)
  if (mistakes.length === 0) return config
  const lines = mistakes.map(({ at, problem }) => `- ${at}: ${problem}`)
  throw new ConfigError(`the configuration has ${mistakes.length} mistake(s):\n${lines.join('\n')}`)
}

/**
 * Merge and check, and hand the mistakes back. Where there are any, `config` must not be used.
 *
 * @param last - Values over all others, by path.
 */
export function mergeConfig(
  { preset = {}, file, env: environment = {}, override = {} }: ConfigSources,
  last: Layer = new Map(),
): { config: Config; mistakes: Mistake[] } {
  const { IOTEDGE_DEVICEID } = environment
  const env = givenIn(environment)
  const mistakes: Mistake[] = Object.keys(env)
    .filter((name) => !VARIABLES.has(name))
    .map((at) => ({ at, problem: 'unknown variable in the environment' }))

  const store = convict<unknown>(DEFINITION, { env, args: [] })
  const lay = (read: { layer: Layer; mistakes: Mistake[] }): void => {
    mistakes.push(...read.mistakes)
    for (const [path, value] of read.layer) {
      const key = KEYS.get(path)
      if (key) store.set(path, parse(key, value))
    }
  }
  lay(flatten(preset, 'the preset'))
  const path = file ?? env[FILE_VARIABLE]
  if (path !== undefined) lay(readLayer(path))
  store.load({}) // Convict lays the environment over what it holds by now.
  lay(flatten(override, 'the options'))
  lay({ layer: last, mistakes: [] })

  mistakes.push(...mistakesOf(() => store.validate({ allowed: 'strict' })))
  const config = store.getProperties() as Config
  const isSoundAt = (at: string): boolean => {
    const key = KEYS.get(at)
    return key !== undefined && isSound(key, valueAt(config, at))
  }
  for (const { keys, isBroken, demand } of RULES) {
    if (keys.every(isSoundAt) && isBroken(config)) mistakes.push({ at: keys.join(', '), problem: demand })
  }
  return { config: mistakes.length > 0 ? config : completed(config, IOTEDGE_DEVICEID), mistakes }
}

/** Our variables that hold something: orchestrators hand over empty ones for what is not set. */
function givenIn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(environment).filter(([name, value]) => name.startsWith('EARSHOT_') && value)
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']))
}

/** Convict throws one error with a line for each mistake: `path: problem: value was …`. */
function mistakesOf(validate: () => unknown): Mistake[] {
  try {
    validate()
    return []
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n').map((line) => {
      const [at = '', ...problem] = line.split(': ')
      return { at, problem: withoutCredentials(problem.join(': ')) }
    })
  }
}

/** A refused address may hold a password. */
const withoutCredentials = (line: string): string => line.replace(/:\/\/[^"]*@/g, '://[hidden]@')

/** Fill in what depends on the machine. */
function completed(config: Config, edgeDeviceId = ''): Config {
  const { device, mqtt } = config
  const id = device.id || edgeDeviceId || hostname()
  const password = mqtt.passwordFile ? readFileSync(mqtt.passwordFile, 'utf8').replace(/\r?\n$/, '') : mqtt.password
  return {
    ...config,
    device: { ...device, id },
    mqtt: { ...mqtt, password, clientId: mqtt.clientId || `earshot-${id}` },
  }
}
