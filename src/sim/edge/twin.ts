import { isJsonObject, type JsonObject } from '../json-object.ts'

/** One half of a module twin, desired or reported; `$version` counts its patches, from 1. */
export interface TwinProperties extends JsonObject {
  readonly $version: number
}

export function patchProperties(before: TwinProperties, patch: JsonObject): TwinProperties {
  return { ...merge(before, patch), $version: before.$version + 1 }
}

/** Merge as IoT Hub does: objects key by key, `null` deletes, everything else replaces. */
function merge(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target))
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key)
    if (value === null) merged.delete(key)
    else merged.set(key, isJsonObject(value) ? merge(isJsonObject(before) ? before : {}, value) : value)
  }
  return Object.fromEntries(merged)
}
