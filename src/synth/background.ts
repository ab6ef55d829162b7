import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import { Clanks } from './clanks.ts'
import { amplitude } from './decibel.ts'
import type { Peak } from './machine.ts'
import { Random } from './random.ts'
import { ShapedNoise } from './shaped-noise.ts'
import { SlowNoise } from './slow-noise.ts'
import { SteadyTone } from './steady-tone.ts'

/** What else is heard: coloured noise that swells and ebbs, clanks, and half the time another machine's tone. */
export class Background implements SoundSource {
  readonly #noise: ShapedNoise
  readonly #swell: SlowNoise
  readonly #swellDepth: number
  readonly #clanks: Clanks
  readonly #neighbour: SteadyTone | null
  readonly #block = new Float64Array(BLOCK_LENGTH)
  #level = 1

  constructor(seed: number, sampleRateHz: number) {
    const random = new Random(seed, 'background')
    const tilt = random.uniform(0.4, 1.2)
    const peaks: Peak[] = Array.from({ length: 4 }, () => ({
      centreHz: random.logUniform(100, 8_000),
      q: random.uniform(1, 4),
      gainDb: random.uniform(-8, 8),
    }))
    this.#swellDepth = random.uniform(0.05, 0.3)
    this.#swell = new SlowNoise(random, random.uniform(0.1, 0.5), sampleRateHz)
    this.#neighbour = random.chance(0.5) ? neighbourTone(random, sampleRateHz) : null
    this.#clanks = new Clanks(new Random(seed, 'clanks'), sampleRateHz)
    this.#noise = new ShapedNoise(
      new Random(seed, 'background noise'),
      sampleRateHz,
      (hz) => Math.max(hz, 40) ** -tilt * amplitude(peaks.reduce((sum, peak) => sum + gainDbAt(peak, hz), 0)),
    )
  }

  addTo(out: Float64Array): void {
    this.#noise.fill(this.#block)
    const from = this.#level
    this.#level = Math.max(0.1, 1 + this.#swellDepth * this.#swell.next())
    const slope = (this.#level - from) / BLOCK_LENGTH
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      out[i] = (out[i] as number) + (from + slope * i) * (this.#block[i] as number)
    }
    this.#neighbour?.addTo(out)
    this.#clanks.addTo(out)
  }
}

/** A bell in octaves around the centre, 1 / q wide. */
function gainDbAt({ centreHz, q, gainDb }: Peak, hz: number): number {
  return gainDb * Math.exp(-0.5 * (2 * q * Math.log2(hz / centreHz)) ** 2)
}

/** A steady tone with three harmonics from another machine. */
function neighbourTone(random: Random, sampleRateHz: number): SteadyTone {
  const hz = random.logUniform(60, 800)
  const level = amplitude(random.uniform(-14, -2))
  const fall = random.uniform(0.3, 0.7)
  return new SteadyTone(hz, [level, level * fall, level * fall ** 2], sampleRateHz)
}
