import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import type { Condition } from './condition.ts'
import { amplitude } from './decibel.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'
import type { Shaft } from './shaft.ts'
import { ShapedNoise } from './shaped-noise.ts'
import { SlowNoise } from './slow-noise.ts'

/** Where a clogged flow's noise rises below, and where its high end falls above. @unit Hz */
const LOW_SHELF_HZ = 280
const HIGH_SHELF_HZ = 2_500
/** A stall beats, but the flow never quite stops. */
const LEAST_FLOW = 0.1

/** Turbulent flow: noise whose spectrum moves with the speed, modulated by the shaft and by the blades. */
export class Broadband implements SoundSource {
  readonly #shaft: Shaft
  readonly #condition: Condition
  readonly #bladeModulation: number
  readonly #noise: ShapedNoise
  readonly #stall: SlowNoise
  readonly #block = new Float64Array(BLOCK_LENGTH)
  #flow = 1

  constructor(machine: Machine, condition: Condition, shaft: Shaft, random: Random, sampleRateHz: number) {
    const { peakHz, slopeDb, bladeModulation } = machine.broadband
    this.#shaft = shaft
    this.#condition = condition
    this.#bladeModulation = bladeModulation
    const peak = peakHz * condition.speedRatio
    this.#noise = new ShapedNoise(
      random,
      sampleRateHz,
      (hz) => hz / peak / (1 + (hz / peak) ** 2) ** (0.5 + slopeDb / 12.04),
      (hz) =>
        amplitude(
          condition.lowShelfDb / (1 + (hz / LOW_SHELF_HZ) ** 4) +
            condition.highShelfDb / (1 + (HIGH_SHELF_HZ / hz) ** 2),
        ),
    )
    this.#stall = new SlowNoise(random, condition.stall.cutoffHz, sampleRateHz)
  }

  addTo(out: Float64Array): void {
    this.#noise.fill(this.#block)
    const { cosShaft, cosBlade, speedRatio } = this.#shaft
    const level = speedRatio ** 2.5
    const m1 = this.#condition.shaftModulation
    const mb = this.#bladeModulation
    const from = this.#flow
    this.#flow = Math.max(LEAST_FLOW, 1 + this.#condition.stall.depth * this.#stall.next())
    const slope = (this.#flow - from) / BLOCK_LENGTH
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      const modulation = (1 + m1 * (cosShaft[i] as number)) * (1 + mb * (cosBlade[i] as number))
      out[i] = (out[i] as number) + level * (from + slope * i) * modulation * (this.#block[i] as number)
    }
  }
}
