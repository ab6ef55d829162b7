/**
 * The part of Meyda that is used. Its own declarations describe its ES build, with a
 * default export; what Node loads is its CommonJS build, which is the object itself.
 */
declare module 'meyda' {
  /** Plain functions that need neither Meyda's FFT nor its global settings; `ampSpectrum` goes from 0 Hz to Nyquist. */
  interface FeatureExtractors {
    /** Full scale. */
    rms(of: { readonly signal: Float32Array }): number
    /** Sign changes in the signal. */
    zcr(of: { readonly signal: Float32Array }): number
    /** In bins. */
    spectralCentroid(of: { readonly ampSpectrum: Float64Array }): number
    /** 0..1; NaN for silence. */
    spectralFlatness(of: { readonly ampSpectrum: Float64Array }): number
    /** In Hz. */
    spectralRolloff(of: { readonly ampSpectrum: Float64Array; readonly sampleRate: number }): number
  }
  const meyda: { readonly featureExtractors: FeatureExtractors }
  export = meyda
}
