import { BLOCK_LENGTH } from './block.ts'
import type { Condition } from './condition.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'
import { SlowNoise } from './slow-noise.ts'

/** Five turns: the shortest whole number of turns after which a cage at .4 of the speed repeats, too. */
const PHASE_PERIOD = 10 * Math.PI

/** The turning shaft: its speed wanders slowly, and every tonal part follows its phase. */
export class Shaft {
  /** φ: angle at each sample of the block. @unit rad, modulo five turns */
  readonly phase = new Float64Array(BLOCK_LENGTH)
  /** cos φ. */
  readonly cosShaft = new Float64Array(BLOCK_LENGTH)
  /** cos(Bφ + β sin φ): the passing of the blades. */
  readonly cosBlade = new Float64Array(BLOCK_LENGTH)
  /** n = f_r / f0 at the end of the block. */
  speedRatio: number
  readonly #condition: Condition
  readonly #blades: number
  readonly #wander: SlowNoise
  readonly #nominalStep: number
  #angle: number

  constructor(machine: Machine, condition: Condition, random: Random, sampleRateHz: number) {
    this.#condition = condition
    this.#blades = machine.blades
    this.#angle = random.uniform(0, PHASE_PERIOD)
    this.#wander = new SlowNoise(random, condition.wanderHz, sampleRateHz)
    this.#nominalStep = (2 * Math.PI * machine.shaftHz) / sampleRateHz
    this.speedRatio = this.#nextSpeedRatio()
  }

  /** Turn through the next block; the speed is linear in between. */
  advance(): void {
    const from = this.speedRatio
    const to = this.#nextSpeedRatio()
    const slope = (to - from) / BLOCK_LENGTH
    const shift = this.#condition.bladePhaseShift
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      this.#angle += this.#nominalStep * (from + slope * i)
      const angle = this.#angle
      this.phase[i] = angle
      this.cosShaft[i] = Math.cos(angle)
      this.cosBlade[i] = Math.cos(this.#blades * angle + (shift === 0 ? 0 : shift * Math.sin(angle)))
    }
    this.#angle %= PHASE_PERIOD
    this.speedRatio = to
  }

  #nextSpeedRatio(): number {
    return this.#condition.speedRatio * (1 + this.#condition.wander * this.#wander.next())
  }
}
