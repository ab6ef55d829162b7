import type { SoundSource } from './block.ts'
import type { Condition } from './condition.ts'
import { addHarmonics, audibleHarmonics } from './harmonics.ts'
import type { Machine } from './machine.ts'
import type { Shaft } from './shaft.ts'

/** Level of all rotating tones against the broadband noise. */
const TONE_LEVEL = 0.7

/** Blade passing with its harmonics, and the orders of the shaft: both grow with the cube of the speed. */
export class RotatingTones implements SoundSource {
  readonly #shaft: Shaft
  readonly #bladeTones: readonly number[]
  readonly #shaftTones: readonly number[]

  constructor(machine: Machine, condition: Condition, shaft: Shaft, sampleRateHz: number) {
    const shaftHz = machine.shaftHz * condition.speedRatio
    this.#shaft = shaft
    this.#bladeTones = audibleHarmonics(condition.bladeTones, shaftHz * machine.blades, sampleRateHz)
    this.#shaftTones = audibleHarmonics(condition.shaftTones, shaftHz, sampleRateHz)
  }

  addTo(out: Float64Array): void {
    const gain = TONE_LEVEL * this.#shaft.speedRatio ** 3
    addHarmonics(out, this.#shaft.cosBlade, this.#bladeTones, gain)
    addHarmonics(out, this.#shaft.cosShaft, this.#shaftTones, gain)
  }
}
