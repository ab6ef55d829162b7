import { ParameterError } from '../errors.ts'
import type { LowSpectrum } from './low-spectrum.ts'
import { medianOf } from './median.ts'

/** Frequencies that mains have. @unit Hz */
export const MAINS_HZ = [50, 60] as const
export type MainsHz = (typeof MAINS_HZ)[number]

/** Where the surroundings of a line are looked at, on each side of it. @unit Hz */
const AROUND_FROM_HZ = 2.5
const AROUND_TO_HZ = 20
/** Keeps the logarithm of digital silence finite. */
const LEAST_POWER = 1e-12

/** Bins from, and up to but not including. */
type Bins = readonly [from: number, end: number]

interface Line {
  readonly line: Bins
  readonly below: Bins
  readonly above: Bins
}

/**
 * How far the lines of mains hum stand out of what is around them: harmonics of twice the mains's frequency, at which
 * the magnetic forces of a motor or transformer pull, whatever its speed. Against their surroundings they depend
 * neither on gain nor on the colouring of a microphone.
 */
export class MainsHum {
  /** Numbers of {@link lines}. */
  readonly size: number
  readonly harmonics: number
  readonly #lines: readonly Line[]

  /**
   * @param harmonics - How many are looked at.
   * @throws {@link ParameterError} when the spectrum is too coarse, or ends below the highest of them.
   */
  constructor({ binHz, nBins }: Pick<LowSpectrum, 'binHz' | 'nBins'>, harmonics: number) {
    if (!Number.isInteger(harmonics) || harmonics < 1) throw new ParameterError('harmonics must be a positive integer')
    this.harmonics = harmonics
    this.size = MAINS_HZ.length * harmonics
    this.#lines = Array.from({ length: this.size }, (_, i) => lineOf(this.frequencyHz(i), binHz))
    if (binHz > AROUND_FROM_HZ / 2 || this.#lines.some(({ above }) => above[1] > nBins)) {
      throw new ParameterError(`${harmonics} harmonics of hum cannot be told with ${nBins} bins of ${binHz} Hz`)
    }
  }

  /** Of number `index` of {@link lines}. @unit Hz */
  frequencyHz(index: number): number {
    const mainsHz = MAINS_HZ[Math.floor(index / this.harmonics)] ?? MAINS_HZ[0]
    return 2 * mainsHz * ((index % this.harmonics) + 1)
  }

  /**
   * @param power - Shape `[nBins]`, in any unit of power.
   * @returns Row-major `[2, harmonics]`, mains of 50 Hz first: each line above the median of its surroundings. @unit dB
   */
  lines(power: Float64Array): Float64Array {
    return Float64Array.from(this.#lines, ({ line, below, above }) => {
      const around = Float64Array.of(...power.subarray(...below), ...power.subarray(...above))
      return 10 * Math.log10((Math.max(...power.subarray(...line)) + LEAST_POWER) / (medianOf(around) + LEAST_POWER))
    })
  }
}

function lineOf(hz: number, binHz: number): Line {
  const bin = hz / binHz
  const gap = Math.ceil(AROUND_FROM_HZ / binHz)
  const reach = Math.round(AROUND_TO_HZ / binHz)
  return {
    line: [Math.floor(bin), Math.ceil(bin) + 1],
    below: [Math.max(1, Math.floor(bin) - reach), Math.floor(bin) - gap + 1],
    above: [Math.ceil(bin) + gap, Math.ceil(bin) + reach + 1],
  }
}
