import { patchProperties, type TwinProperties } from './edge/twin.ts'
import { isJsonObject } from './json-object.ts'
import { parseJson } from './json-server.ts'

/** @unit bytes, counted as {@link sizeOf} does */
const MOST_BYTES = 32 * 1_024
/** @unit bytes of UTF-8 */
const MOST_TEXT = 4 * 1_024
const MOST_NAME = 1_024
/** Objects in objects. */
const MOST_DEPTH = 10
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is not allowed
const NOT_IN_NAMES = /[\u0000-\u001f\u007f-\u009f.$ ]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they do not count
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

/**
 * Patch reported properties within the limits of IoT Hub.
 *
 * @param payload - JSON.
 * @returns Undefined when it is no object, or IoT Hub would refuse it or what comes of it; as a whole.
 * @see https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-device-twins
 */
export function patchReported(before: TwinProperties, payload: Buffer): TwinProperties | undefined {
  const patch = parseJson(String(payload))
  if (!isJsonObject(patch) || !isTaken(patch, 1)) return undefined
  const { $version, ...after } = patchProperties(before, patch)
  return sizeOf(after) > MOST_BYTES ? undefined : { ...after, $version }
}

function isTaken(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return Buffer.byteLength(value) <= MOST_TEXT
  if (Array.isArray(value)) return value.every((item) => isTaken(item, depth + 1))
  if (!isJsonObject(value)) return true
  if (depth > MOST_DEPTH) return false
  return Object.entries(value).every(
    ([name, item]) => !NOT_IN_NAMES.test(name) && Buffer.byteLength(name) <= MOST_NAME && isTaken(item, depth + 1),
  )
}

/** Names and values, without the punctuation of JSON: 8 bytes a number, 4 a boolean, texts without control characters. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value.replaceAll(CONTROL, ''))
  if (typeof value === 'number') return 8
  if (typeof value === 'boolean') return 4
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item), 0)
  if (!isJsonObject(value)) return 0
  return Object.entries(value).reduce((sum, [name, item]) => sum + sizeOf(name) + sizeOf(item), 0)
}
