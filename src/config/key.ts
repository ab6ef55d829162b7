import { accessSync, constants, statSync } from 'node:fs'
import type { LabelThresholds } from '../detect/alarm-rule.ts'

/** What every key of the configuration says of itself; docs/configuration.md is made of this. */
interface Description<T> {
  readonly doc: string
  readonly default: T
  /** Unit of the value, also at the end of the key's name. */
  readonly unit?: string
  /** Never logged, never shown. */
  readonly sensitive?: true
  /** May be overridden while the module runs, by the module twin. */
  readonly changeable?: true
}

export interface QuantityKey extends Description<number> {
  readonly format: 'quantity'
  readonly minimum: number
  readonly maximum: number
  readonly isInteger: boolean
}

export interface TextKey extends Description<string> {
  readonly format: 'text'
  readonly pattern?: RegExp
  /** What `pattern` asks for, after "must be". */
  readonly form?: string
}

/** A path of a file that must be readable when it is given. */
export interface FileKey extends Description<string> {
  readonly format: 'file'
}

export interface ChoiceKey<T extends string = string> extends Description<T> {
  readonly format: 'choice'
  readonly choices: readonly T[]
}

export interface FlagKey extends Description<boolean> {
  readonly format: 'flag'
}

/** Thresholds by label. A map, because a label may be any text. */
type ThresholdsByLabel = ReadonlyMap<string, LabelThresholds>

export interface ThresholdsKey extends Description<ThresholdsByLabel> {
  readonly format: 'thresholds'
}

export type Key = QuantityKey | TextKey | FileKey | ChoiceKey | FlagKey | ThresholdsKey

/** Sections by name, each with its keys. */
export type Schema = Readonly<Record<string, Readonly<Record<string, Key>>>>

type Given<K extends Key> = Omit<K, 'format'>

const quantity = (key: Given<QuantityKey>): QuantityKey => ({ format: 'quantity', ...key })
export const whole = (key: Omit<Given<QuantityKey>, 'isInteger'>): QuantityKey => quantity({ isInteger: true, ...key })
export const real = (key: Omit<Given<QuantityKey>, 'isInteger'>): QuantityKey => quantity({ isInteger: false, ...key })
/** How much of the disk something may take. */
export const quota = (doc: string, usual: number): QuantityKey =>
  whole({ doc, unit: 'bytes', default: usual, minimum: 1024 * 1024, maximum: 64 * 1024 * 1024 * 1024 })
export const text = (key: Given<TextKey>): TextKey => ({ format: 'text', ...key })
export const file = (key: Given<FileKey>): FileKey => ({ format: 'file', ...key })
export const flag = (key: Given<FlagKey>): FlagKey => ({ format: 'flag', ...key })
export const thresholds = (key: Given<ThresholdsKey>): ThresholdsKey => ({ format: 'thresholds', ...key })
export const choice = <const T extends string>(key: Given<ChoiceKey<T>>): ChoiceKey<T> => ({ format: 'choice', ...key })

/** What may stand for the key: the sentence goes on after "must be". */
export function rangeOf(key: Key): string {
  switch (key.format) {
    case 'quantity':
      return `${key.isInteger ? 'a whole number' : 'a number'}, ${key.minimum} to ${key.maximum}`
    case 'choice':
      return `one of ${key.choices.join(', ')}`
    case 'flag':
      return 'true or false'
    case 'thresholds':
      return 'an object like {"LABEL":{"raiseAt":0.7,"clearAt":0.5}}, both 0 to 1, clearAt at most raiseAt'
    case 'file':
      return 'the path of a file that can be read'
    case 'text':
      return key.form ?? 'text'
  }
}

/**
 * Bring a value from the environment (always text) or from JSON to the key's type. What cannot be brought
 * stays as it is, and is refused by {@link isSound}.
 */
export function parse({ format }: Key, value: unknown): unknown {
  switch (format) {
    case 'quantity':
      return typeof value === 'string' && NUMBER.test(value) ? Number(value) : value
    case 'flag':
      return FLAGS.get(String(value).trim().toLowerCase()) ?? value
    case 'thresholds': {
      const tree = typeof value === 'string' ? parseJson(value) : value
      return isRecord(tree) ? new Map(Object.entries(tree)) : tree
    }
    case 'choice':
      return typeof value === 'number' ? String(value) : value
    case 'text':
    case 'file':
      return value
  }
}

/** A whole decimal number, so that `12abc` is not 12, nor nothing 0. */
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** Whether `value` may stand for `key`. */
export function isSound(key: Key, value: unknown): boolean {
  switch (key.format) {
    case 'quantity':
      return (
        typeof value === 'number' &&
        value >= key.minimum &&
        value <= key.maximum &&
        (!key.isInteger || Number.isInteger(value))
      )
    case 'choice':
      return typeof value === 'string' && key.choices.includes(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'thresholds':
      return value instanceof Map && [...value.values()].every(isThresholds)
    case 'file':
      return typeof value === 'string' && (value === '' || isReadable(value))
    case 'text':
      return typeof value === 'string' && (value === key.default || (key.pattern?.test(value) ?? true))
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isThresholds(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { raiseAt, clearAt, ...others } = value
  return (
    Object.keys(others).length === 0 &&
    [raiseAt, clearAt].every((level) => typeof level === 'number' && level >= 0 && level <= 1) &&
    Number(clearAt) <= Number(raiseAt)
  )
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return !statSync(path).isDirectory()
  } catch {
    return false
  }
}
