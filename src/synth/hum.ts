import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import type { Condition } from './condition.ts'
import { addHarmonics, audibleHarmonics } from './harmonics.ts'
import type { Machine } from './machine.ts'

/** The motor's magnetic hum: harmonics of twice the mains frequency, whatever the speed. */
export class MainsHum implements SoundSource {
  readonly #step: number
  readonly #tones: readonly number[]
  readonly #cosines = new Float64Array(BLOCK_LENGTH)
  #angle = 0

  constructor(machine: Machine, condition: Condition, sampleRateHz: number) {
    this.#step = (4 * Math.PI * machine.mainsHz) / sampleRateHz
    this.#tones = audibleHarmonics(condition.humTones, 2 * machine.mainsHz, sampleRateHz)
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
