import { ParameterError } from '../errors.ts'

/** Names of the two filters that resampy has called `kaiser_fast`. */
export type KaiserFilterName = 'kaiser_fast@0.2' | 'kaiser_fast'

/** Table entries from one zero crossing of the sinc to the next: resampy's precision of 9 bits. */
export const STEPS_PER_ZERO = 512

interface FilterDesign {
  /** Zero crossings kept on each side. */
  readonly zeros: number
  /** Shape of the Kaiser taper: larger means more attenuation and a wider transition. */
  readonly beta: number
  /** Cut-off as a fraction of the lower Nyquist frequency. */
  readonly rolloff: number
}

const DESIGNS: Readonly<Record<KaiserFilterName, FilterDesign>> = {
  'kaiser_fast@0.2': { zeros: 16, beta: 8.555504641634386, rolloff: 0.85 },
  kaiser_fast: { zeros: 24, beta: 9.903219953, rolloff: 0.868212 },
}

/** Entries of {@link kaiserHalfWindow}. */
export function halfWindowLength(name: KaiserFilterName): number {
  return DESIGNS[name].zeros * STEPS_PER_ZERO + 1
}

/**
 * The right half of a windowed-sinc low-pass, `rolloff * sinc(rolloff * t) * kaiser(t)`.
 *
 * @param name - `kaiser_fast@0.2` is the filter of resampy 0.2 (librosa 0.8); `kaiser_fast` that of resampy 0.4.
 * @returns Shape `[zeros * 512 + 1]`, from the centre outwards, 512 steps per zero crossing, gain 1 at 0 Hz.
 * @see resampy `filters.sinc_window`; J. O. Smith, *Digital Audio Resampling Home Page*, CCRMA.
 */
export function kaiserHalfWindow(name: KaiserFilterName): Float64Array {
  const { zeros, beta, rolloff } = DESIGNS[name]
  const last = zeros * STEPS_PER_ZERO
  const scale = 1 / besselI0(beta)
  return Float64Array.from({ length: halfWindowLength(name) }, (_, i) => {
    const taper = besselI0(beta * Math.sqrt(1 - (i / last) ** 2)) * scale
    return rolloff * sinc((rolloff * i) / STEPS_PER_ZERO) * taper
  })
}

/** Normalised sinc, `sin(πt) / (πt)`. */
function sinc(t: number): number {
  return t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)
}

/**
 * Modified Bessel function of the first kind, order 0, to double precision.
 *
 * @param x - `0 <= x <= 50`: the power series needs no more terms there than it has digits.
 * @throws {@link ParameterError} outside that range.
 * @see Abramowitz & Stegun, 9.6.12.
 */
export function besselI0(x: number): number {
  if (!(x >= 0 && x <= 50)) throw new ParameterError(`besselI0 takes 0 to 50, got ${x}`)
  const quarter = (x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= quarter / (k * k)
    sum += term
  }
  return sum
}
