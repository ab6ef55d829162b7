import type { Indicators } from '../dsp/indicators.ts'

/** One stretch of a source's sound, cut for analysis, at the bundle's rate and without a break inside. */
export interface Window {
  readonly source: string
  /** Counts the windows of this source since the module started, from 0. */
  readonly index: number
  /**
   * Samples, shape `[lengthSeconds * sampleRateHz]`, full scale ±1, owned by the receiver; left out where the window
   * was prepared.
   */
  readonly y?: Float32Array
  /** What the model takes of it, where that was computed while its sound arrived. Owned by the receiver. */
  readonly input?: Float32Array
  /** Measured while its sound arrived, where it was prepared. */
  readonly indicators?: Indicators
  /** Sampling rate of `y`: the bundle's. @unit Hz */
  readonly sampleRateHz: number
  /** When its first sample was recorded. @unit Unix epoch ms */
  readonly startMs: number
  /** When its last sample was recorded. @unit Unix epoch ms */
  readonly endMs: number
}
