/**
 * Add `gain · Σ_h amplitudes[h-1] · cos(hθ)`, from cos θ alone:
 * cos((h+1)θ) = 2 cos θ cos hθ - cos((h-1)θ) (Chebyshev).
 */
export function addHarmonics(
  out: Float64Array,
  cosines: Float64Array,
  amplitudes: readonly number[],
  gain: number,
): void {
  for (let i = 0; i < out.length; i += 1) {
    const cosine = cosines[i] as number
    let before = 1
    let present = cosine
    let sum = 0
    for (let h = 0; h < amplitudes.length; h += 1) {
      sum += (amplitudes[h] as number) * present
      const after = 2 * cosine * present - before
      before = present
      present = after
    }
    out[i] = (out[i] as number) + gain * sum
  }
}

/** Those of `amplitudes` whose harmonic of `fundamentalHz` can be sampled without folding back. */
export function audibleHarmonics(
  amplitudes: readonly number[],
  fundamentalHz: number,
  sampleRateHz: number,
): readonly number[] {
  return amplitudes.slice(0, Math.floor((0.48 * sampleRateHz) / fundamentalHz))
}
