import { BLOCK_LENGTH } from './block.ts'
import type { Random } from './random.ts'

/** Blocks that the filter is run for, so that it starts in its steady state. */
const WARM_UP_BLOCKS = 2_000

/** Low-passed noise with RMS 1, one value a block: for what changes within seconds. */
export class SlowNoise {
  readonly #random: Random
  readonly #pole: number
  readonly #scale: number
  #first = 0
  #second = 0

  /** @param cutoffHz - Of each of the two poles; well below a half of the rate of blocks. */
  constructor(random: Random, cutoffHz: number, sampleRateHz: number) {
    this.#random = random
    this.#pole = Math.exp((-2 * Math.PI * cutoffHz * BLOCK_LENGTH) / sampleRateHz)
    // Impulse response (k + 1) a^k: its energy is (1 + a²) / (1 - a²)³.
    const square = this.#pole ** 2
    this.#scale = Math.sqrt((1 - square) ** 3 / (1 + square))
    for (let i = 0; i < WARM_UP_BLOCKS; i += 1) this.next()
  }

  /** @returns The value at the end of the next block. */
  next(): number {
    this.#first = this.#pole * this.#first + this.#random.normal()
    this.#second = this.#pole * this.#second + this.#first
    return this.#second * this.#scale
  }
}
