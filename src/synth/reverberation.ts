import { amplitude } from './decibel.ts'
import { Random } from './random.ts'

const LINES = 8
/** Shortest and longest way between reflections. @unit s */
const SHORTEST_SECONDS = 0.005
const LONGEST_SECONDS = 0.023

/**
 * Exponentially decaying reverberation, added to the direct sound: a feedback delay
 * network of 8 lines under a Householder matrix, each line's gain set so that
 * everything falls by 60 dB in the given time.
 *
 * @see J.-M. Jot and A. Chaigne, *Digital delay networks for designing artificial
 *   reverberators*, AES 90th Convention, 1991.
 */
export class Reverberation {
  readonly #lines: Float64Array[]
  readonly #positions: number[]
  readonly #gains: number[]
  readonly #wet: number
  readonly #outputs = new Float64Array(LINES)

  /** @param seconds - RT60. @param levelDb - Energy of the reverberation against the direct sound's. */
  constructor(seed: number, seconds: number, levelDb: number, sampleRateHz: number) {
    const random = new Random(seed, 'reverberation')
    this.#lines = Array.from(
      { length: LINES },
      () => new Float64Array(Math.round(random.logUniform(SHORTEST_SECONDS, LONGEST_SECONDS) * sampleRateHz)),
    )
    this.#positions = this.#lines.map(() => 0)
    this.#gains = this.#lines.map((line) => 10 ** ((-3 * line.length) / (seconds * sampleRateHz)))
    // Each line passes on gain² of its energy a turn, so its echoes carry gain² / (1 - gain²) in all.
    const energy = this.#gains.reduce((sum, gain) => sum + gain ** 2 / (1 - gain ** 2), 0)
    this.#wet = amplitude(levelDb) / Math.sqrt(energy)
  }

  /** Add the reverberation to the next samples, in place. */
  process(y: Float64Array): void {
    const outputs = this.#outputs
    for (let i = 0; i < y.length; i += 1) {
      const direct = y[i] as number
      let sum = 0
      let wet = 0
      for (let k = 0; k < LINES; k += 1) {
        const out =
          (this.#gains[k] as number) * ((this.#lines[k] as Float64Array)[this.#positions[k] as number] as number)
        outputs[k] = out
        sum += out
        wet += k % 2 === 0 ? out : -out
      }
      const shared = (2 / LINES) * sum
      for (let k = 0; k < LINES; k += 1) {
        const line = this.#lines[k] as Float64Array
        const position = this.#positions[k] as number
        line[position] = direct + (outputs[k] as number) - shared
        this.#positions[k] = position + 1 === line.length ? 0 : position + 1
      }
      y[i] = direct + this.#wet * wet
    }
  }
}
