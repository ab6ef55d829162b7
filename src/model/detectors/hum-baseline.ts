import type { MainsHz } from '../../dsp/mains-hum.ts'
import { MAINS_HZ } from '../../dsp/mains-hum.ts'

export interface HumParams {
  readonly mainsHz: MainsHz
  /** What lines usually stand out by, of both mains: row-major `[2, harmonics]`. @unit dB */
  readonly centre: ArrayLike<number>
  /** Standard deviations, above 0; same shape. @unit dB */
  readonly deviation: ArrayLike<number>
  /** No line counts with more of its deviations; without limit where it is left out. */
  readonly mostRise?: number | undefined
}

/**
 * How far mains hum has risen, in the odd harmonics of twice the mains's frequency (100, 300, 500 Hz), which a supply
 * that sags or swells raises most.
 */
export class HumBaseline {
  readonly mainsHz: MainsHz
  /** First number of the mains's row, and one past its last. */
  readonly first: number
  readonly end: number
  readonly #params: HumParams

  constructor(params: HumParams) {
    const harmonics = params.centre.length / MAINS_HZ.length
    this.mainsHz = params.mainsHz
    this.first = MAINS_HZ.indexOf(params.mainsHz) * harmonics
    this.end = this.first + harmonics
    this.#params = params
  }

  /**
   * @param lines - Row-major `[2, harmonics]`. @unit dB
   * @returns Sum of the rises of the odd lines in their usual deviations, as deviate as one of them; can be below 0.
   */
  rise(lines: ArrayLike<number>): number {
    const { centre, deviation, mostRise = Number.POSITIVE_INFINITY } = this.#params
    let sum = 0
    let count = 0
    for (let i = this.first; i < this.end; i += 2) {
      sum += Math.min(mostRise, ((lines[i] as number) - (centre[i] as number)) / (deviation[i] as number))
      count += 1
    }
    return sum / Math.sqrt(count)
  }
}
