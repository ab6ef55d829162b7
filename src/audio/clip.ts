/** A piece of mono sound, as decoded: not yet resampled. */
export interface Clip {
  /** Samples, shape `[n]`, full scale ±1 (a float file may exceed it), all finite. */
  readonly y: Float32Array
  /** Sampling rate of `y`. @unit Hz */
  readonly sampleRateHz: number
  /** Channels that were averaged into `y`. */
  readonly channels: number
}
