type OwnSamples<T> = T & { readonly y: Float32Array<ArrayBuffer> }

/** Its samples in memory that holds nothing else, so that the memory itself can be handed over to a thread. */
export function ownSamples<T extends { readonly y: Float32Array }>(sound: T): OwnSamples<T> {
  const { y } = sound
  const isAlone = y.buffer instanceof ArrayBuffer && y.byteLength === y.buffer.byteLength
  return { ...sound, y: isAlone ? new Float32Array(y.buffer) : new Float32Array(y) }
}
