import { ParameterError } from '../errors.ts'

/**
 * Periodic Hann window function, `0.5 - 0.5 cos(2πi / n)`: the one for spectra.
 *
 * @param n - Length, a positive integer.
 * @returns Shape `[n]`, 0..1.
 * @see scipy `get_window('hann', n, fftbins=True)`, librosa's default.
 */
export function hann(n: number): Float64Array {
  if (!Number.isInteger(n) || n < 1) throw new ParameterError(`a window function has a positive length, got ${n}`)
  return Float64Array.from({ length: n }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n))
}
