/** Scalar descriptions of a stretch of sound that an engineer trends over weeks. Medians over its frames but for the level. */
export interface Indicators {
  /** Level of the whole stretch, full-scale square wave = 0 dB; -120 for digital silence. @unit dBFS */
  readonly rmsDbfs: number
  /** Centre of gravity of the magnitude spectrum. @unit Hz */
  readonly spectralCentroidHz: number
  /** Geometric over arithmetic mean of the spectrum, 0 (a tone) .. 1 (white noise). */
  readonly spectralFlatness: number
  /** Frequency below which 99 % of the spectral energy lies. @unit Hz */
  readonly spectralRolloffHz: number
  /** Peak over RMS of the whole stretch, 1 for a square wave. */
  readonly crestFactor: number
  /** Sign changes. @unit 1/s */
  readonly zeroCrossingsPerSecond: number
}
