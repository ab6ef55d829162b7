import { readFileSync } from 'node:fs'
import { isRecord } from './key.ts'
import { KEYS, SCHEMA } from './schema.ts'

/** Something wrong with the configuration. */
export interface Mistake {
  /** Dotted path of the key, or the name of the file, section or variable. */
  readonly at: string
  /** What is wrong and what is asked for. Holds no secret. */
  readonly problem: string
}

/** Values by dotted path. */
export type Layer = ReadonlyMap<string, unknown>

/**
 * Bring an object of the configuration's form to values by path. What is no key of ours is a mistake.
 *
 * @param origin - Where the object comes from, for people.
 */
export function flatten(tree: unknown, origin: string): { layer: Layer; mistakes: Mistake[] } {
  const layer = new Map<string, unknown>()
  const mistakes: Mistake[] = []
  if (!isRecord(tree)) return { layer, mistakes: [{ at: origin, problem: 'must hold an object of sections' }] }

  for (const [section, keys] of Object.entries(tree)) {
    if (!Object.hasOwn(SCHEMA, section)) mistakes.push({ at: section, problem: `unknown section in ${origin}` })
    else if (!isRecord(keys)) mistakes.push({ at: section, problem: `must be an object of keys in ${origin}` })
    else {
      for (const [name, value] of Object.entries(keys)) {
        const path = `${section}.${name}`
        if (KEYS.has(path)) layer.set(path, value)
        else mistakes.push({ at: path, problem: `unknown key in ${origin}` })
      }
    }
  }
  return { layer, mistakes }
}

/** Read a configuration file, JSON. */
export function readLayer(path: string): { layer: Layer; mistakes: Mistake[] } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { layer: new Map(), mistakes: [{ at: path, problem: 'the configuration file cannot be read' }] }
  }
  try {
    return flatten(JSON.parse(text), path)
  } catch (error) {
    return {
      layer: new Map(),
      mistakes: [{ at: path, problem: `the configuration file is not JSON${placeOf(error)}` }],
    }
  }
}

/** Where the parser stopped. Its whole message would quote the file, which may hold a password. */
function placeOf(error: unknown): string {
  const [place] = /at position \d+( \(line \d+ column \d+\))?/.exec(String(error)) ?? []
  return place ? ` ${place}` : ''
}
