import type { Key, Schema } from './key.ts'
import { ALARM } from './sections/alarm.ts'
import { ANALYSIS } from './sections/analysis.ts'
import { DATA, EVIDENCE, HISTORY, REVIEWS } from './sections/keeping.ts'
import { LEARNING } from './sections/learning.ts'
import { AUDIO, MODEL, OUTBOX, QUEUE, WINDOW } from './sections/listening.ts'
import { HOME_ASSISTANT, MQTT } from './sections/mqtt.ts'
import { DEVICE, HTTP, LOG, METRICS } from './sections/serving.ts'
import { WATCHDOG } from './sections/watchdog.ts'

/** Every key that there is. Sections and keys are the names in the file; the environment's names follow from them. */
export const SCHEMA = {
  device: DEVICE,
  mqtt: MQTT,
  homeAssistant: HOME_ASSISTANT,
  audio: AUDIO,
  model: MODEL,
  window: WINDOW,
  learning: LEARNING,
  analysis: ANALYSIS,
  alarm: ALARM,
  queue: QUEUE,
  outbox: OUTBOX,
  data: DATA,
  evidence: EVIDENCE,
  reviews: REVIEWS,
  history: HISTORY,
  http: HTTP,
  metrics: METRICS,
  log: LOG,
  watchdog: WATCHDOG,
} as const satisfies Schema

type Values<S extends Schema> = {
  readonly [Section in keyof S]: { readonly [Name in keyof S[Section]]: S[Section][Name]['default'] }
}

/** The configuration in force: all of it checked, every key present. */
export type Config = Values<typeof SCHEMA>

/** Every key by its dotted path, in the order of the schema. */
export const KEYS: ReadonlyMap<string, Key> = new Map(
  Object.entries<Readonly<Record<string, Key>>>(SCHEMA).flatMap(([section, keys]) =>
    Object.entries(keys).map(([name, key]): [string, Key] => [`${section}.${name}`, key]),
  ),
)

/** `mqtt.passwordFile` is `EARSHOT_MQTT_PASSWORD_FILE` in the environment. */
export function environmentNameOf(path: string): string {
  return `EARSHOT_${path.replace('.', '_').replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

/** The value of a key by its dotted path. */
export function valueAt(config: Config, path: string): unknown {
  const [section = '', name = ''] = path.split('.')
  const sections: Readonly<Record<string, Readonly<Record<string, unknown>>>> = config
  return sections[section]?.[name]
}
