import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import type { Condition } from './condition.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'
import type { Shaft } from './shaft.ts'
import { ShapedNoise } from './shaped-noise.ts'

/** @unit Hz */
const LOWEST_HZ = 1_500
/** The cage turns at this share of the shaft's speed. */
const CAGE_RATIO = 0.4

/** Rolling elements passing a spot of the race: bursts of hiss, (1 + cos .4·N_b·φ)^4 / 4. */
export class BearingNoise implements SoundSource {
  readonly #shaft: Shaft
  readonly #level: number
  readonly #passes: number
  readonly #noise: ShapedNoise
  readonly #block = new Float64Array(BLOCK_LENGTH)

  constructor(machine: Machine, condition: Condition, shaft: Shaft, random: Random, sampleRateHz: number) {
    this.#shaft = shaft
    this.#level = condition.bearing / 4
    this.#passes = CAGE_RATIO * machine.bearing.balls
    this.#noise = new ShapedNoise(random, sampleRateHz, (hz) => (1 + (LOWEST_HZ / hz) ** 8) ** -0.5)
  }

  addTo(out: Float64Array): void {
    this.#noise.fill(this.#block)
    const { phase } = this.#shaft
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      const burst = (1 + Math.cos(this.#passes * (phase[i] as number))) ** 4
      out[i] = (out[i] as number) + this.#level * burst * (this.#block[i] as number)
    }
  }
}
