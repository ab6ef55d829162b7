import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import type { Condition } from './condition.ts'
import type { Random } from './random.ts'
import type { Shaft } from './shaft.ts'
import { ShapedNoise } from './shaped-noise.ts'

/** @unit Hz */
const HIGHEST_HZ = 250
const LOWEST_HZ = 20

/** A structure shaken by an unbalanced shaft: low noise, let through once a turn. */
export class Rumble implements SoundSource {
  readonly #shaft: Shaft
  readonly #level: number
  readonly #noise: ShapedNoise
  readonly #block = new Float64Array(BLOCK_LENGTH)

  constructor(condition: Condition, shaft: Shaft, random: Random, sampleRateHz: number) {
    this.#shaft = shaft
    this.#level = condition.rumble
    this.#noise = new ShapedNoise(
      random,
      sampleRateHz,
      (hz) => ((1 + (hz / HIGHEST_HZ) ** 8) * (1 + (LOWEST_HZ / hz) ** 4)) ** -0.5,
    )
  }

  addTo(out: Float64Array): void {
    this.#noise.fill(this.#block)
    const { cosShaft } = this.#shaft
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      const open = Math.max(0, cosShaft[i] as number) ** 2
      out[i] = (out[i] as number) + this.#level * open * (this.#block[i] as number)
    }
  }
}
