import type { SoundSource } from './block.ts'
import { amplitude } from './decibel.ts'
import type { Random } from './random.ts'

interface Ringing {
  /** Sample of the coming block at which it starts. */
  start: number
  level: number
  readonly decay: number
  readonly step: number
  angle: number
}

/** A ringing is over when it has fallen this far. */
const SILENCE = 1e-4

/** Someone at work nearby: now and then a damped clank of a few partials. */
export class Clanks implements SoundSource {
  readonly #random: Random
  readonly #sampleRateHz: number
  readonly #perSecond: number
  #samplesUntilNext: number
  #ringing: Ringing[] = []

  constructor(random: Random, sampleRateHz: number) {
    this.#random = random
    this.#sampleRateHz = sampleRateHz
    this.#perSecond = random.uniform(0.02, 0.25)
    this.#samplesUntilNext = this.#drawPause()
  }

  addTo(out: Float64Array): void {
    while (this.#samplesUntilNext < out.length) {
      this.#strike(this.#samplesUntilNext)
      this.#samplesUntilNext += this.#drawPause()
    }
    this.#samplesUntilNext -= out.length
    for (const partial of this.#ringing) ring(partial, out)
    this.#ringing = this.#ringing.filter(({ level }) => level > SILENCE)
  }

  /** Exponential: clanks know nothing of each other. */
  #drawPause(): number {
    return Math.ceil((-Math.log(1 - this.#random.uniform()) / this.#perSecond) * this.#sampleRateHz)
  }

  #strike(start: number): void {
    const random = this.#random
    const level = amplitude(random.uniform(-3, 9))
    const partials = random.integer(3, 5)
    for (let i = 0; i < partials; i += 1) {
      const hz = Math.min(random.logUniform(500, 6_000), 0.45 * this.#sampleRateHz)
      this.#ringing.push({
        start,
        level: level * random.uniform(0.3, 1),
        decay: Math.exp(-1 / (random.uniform(0.02, 0.15) * this.#sampleRateHz)),
        step: (2 * Math.PI * hz) / this.#sampleRateHz,
        angle: 0,
      })
    }
  }
}

function ring(partial: Ringing, out: Float64Array): void {
  for (let i = partial.start; i < out.length; i += 1) {
    out[i] = (out[i] as number) + partial.level * Math.sin(partial.angle)
    partial.angle += partial.step
    partial.level *= partial.decay
  }
  partial.angle %= 2 * Math.PI
  partial.start = 0
}
