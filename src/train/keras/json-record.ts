import { KerasImportError } from '../../errors.ts'

/** A JSON object whose fields are still to be looked at. */
export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws {@link KerasImportError} saying that `what` is damaged. */
export function asRecord(value: unknown, what: string): JsonRecord {
  if (isRecord(value)) return value
  throw new KerasImportError(`${what} is damaged: it is not an object`)
}

/** @throws {@link KerasImportError} saying that `what` is damaged. */
export function asArray(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new KerasImportError(`${what} is damaged: it is not a list`)
}

/** @throws {@link KerasImportError} saying that `what` is damaged. */
export function asString(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new KerasImportError(`${what} is damaged: it is not a text`)
}

/** @throws {@link KerasImportError} saying that `what` is damaged. */
export function parseRecord(text: string, what: string): JsonRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new KerasImportError(`${what} is damaged: it is not JSON`, { cause })
  }
  return asRecord(value, what)
}
