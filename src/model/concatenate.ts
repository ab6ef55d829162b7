/** Parts one after another, in memory of their own: a view's offset need not suit other types of numbers. */
export function concatenateBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return fill(new Uint8Array(lengthOf(parts)), parts)
}

/** As {@link concatenateBytes}, of numbers. */
export function concatenateNumbers(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  return fill(new Float32Array(lengthOf(parts)), parts)
}

function lengthOf(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function fill<T extends Uint8Array | Float32Array>(whole: T, parts: readonly (Uint8Array | Float32Array)[]): T {
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
