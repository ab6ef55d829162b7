import type { JsonObject } from './transport.ts'

/** IoT Hub takes strings up to 4 KB of UTF-8, of which a character takes up to 3 (and then counts as one here). */
const MAX_TEXT_LENGTH = 1_360

/** Control characters, dots, dollars and spaces. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is not allowed
const NOT_IN_NAMES = /[\u0000-\u001f\u007f-\u009f.$ ]/g

/**
 * A name as IoT Hub takes it in a twin: what it refuses is written as `%2E` and the like.
 *
 * @see https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-device-twins#device-twin-format
 */
export function twinName(name: string): string {
  return name.replace(NOT_IN_NAMES, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
    return `%${code}`
  })
}

/** A patch as IoT Hub takes it: one bad name, or one text that is too long, and it refuses the whole. */
export function twinObject(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).map(([name, value]) => [twinName(name), twinValue(value)]))
}

function twinValue(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value
  if (Array.isArray(value)) return value.map(twinValue)
  return isObject(value) ? twinObject(value) : value
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null
