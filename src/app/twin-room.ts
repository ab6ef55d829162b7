import { twinName } from '../adapters/edgehub/twin-value.ts'

/** IoT Hub takes no longer name. @unit bytes of UTF-8 */
const MOST_NAME_BYTES = 1_024

/**
 * The first entries that fit into a part of a twin, by the names that a twin takes.
 *
 * @param mostBytes - Counted as JSON, which is more than IoT Hub counts. @unit bytes of UTF-8
 */
export function firstFitting<T>(
  entries: readonly (readonly [name: string, value: T])[],
  mostBytes: number,
): Map<string, T> {
  const first = new Map<string, T>()
  let bytes = 0
  for (const [name, value] of entries) {
    const entry = [twinName(name), value] as const
    bytes += Buffer.byteLength(JSON.stringify(entry))
    if (bytes > mostBytes || Buffer.byteLength(entry[0]) > MOST_NAME_BYTES) break
    first.set(...entry)
  }
  return first
}
