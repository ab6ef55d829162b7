/** The newest sound of an unbroken stretch, at its own rate and as it was taken: nothing of it is lost. */
export interface PastSound {
  /** Mono, shape `[n]`: full scale ±1, or ±32,768 where 16 bits hold it. Owned by the receiver. */
  readonly y: Int16Array<ArrayBuffer> | Float32Array<ArrayBuffer>
  readonly sampleRateHz: number
  /** Samples of the stretch up to its end. */
  readonly end: number
}

/** Full scale ±1. */
export function samplesOf({ y }: PastSound): Float32Array {
  return y instanceof Float32Array ? y : fromInt16(y)
}

/** Full scale ±1 of ±32,768. */
export function fromInt16(y: Int16Array): Float32Array {
  const out = new Float32Array(y.length)
  for (let i = 0; i < out.length; i += 1) out[i] = (y[i] as number) / 32_768
  return out
}
