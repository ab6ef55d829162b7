import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import { addHarmonics, audibleHarmonics } from './harmonics.ts'

/** A tone that never changes, with its harmonics. */
export class SteadyTone implements SoundSource {
  readonly #step: number
  readonly #tones: readonly number[]
  readonly #cosines = new Float64Array(BLOCK_LENGTH)
  #angle = 0

  /** @param amplitudes - Of the fundamental and its harmonics, in order. */
  constructor(fundamentalHz: number, amplitudes: readonly number[], sampleRateHz: number) {
    this.#step = (2 * Math.PI * fundamentalHz) / sampleRateHz
    this.#tones = audibleHarmonics(amplitudes, fundamentalHz, sampleRateHz)
  }

  addTo(out: Float64Array): void {
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      this.#cosines[i] = Math.cos(this.#angle)
      this.#angle += this.#step
    }
    this.#angle %= 2 * Math.PI
    addHarmonics(out, this.#cosines, this.#tones, 1)
  }
}
