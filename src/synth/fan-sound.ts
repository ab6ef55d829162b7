import { createMicrophone, createPlace, type SoundPath } from './acoustics.ts'
import { Background } from './background.ts'
import { BearingNoise } from './bearing.ts'
import { BLOCK_LENGTH, type SoundSource } from './block.ts'
import { Broadband } from './broadband.ts'
import type { Condition } from './condition.ts'
import { mainsHum } from './hum.ts'
import type { Machine } from './machine.ts'
import { Random } from './random.ts'
import { Rumble } from './rumble.ts'
import { Shaft } from './shaft.ts'
import { RotatingTones } from './tones.ts'

/** Until filters and reverberation have filled up. @unit s */
const SETTLING_SECONDS = 0.25

/** An endless sound as the microphone hears it, a block at a time. */
export interface EndlessSound {
  /** Overwrite `out`, shape `[BLOCK_LENGTH]`, with the next samples. */
  fill(out: Float64Array): void
}

/** A fan in one condition, through its place and microphone, without background. */
export function createFanSound(
  machine: Machine,
  condition: Condition,
  seed: number,
  sampleRateHz: number,
): EndlessSound {
  const stream = (name: string): Random => new Random(seed, name)
  const shaft = new Shaft(machine, condition, stream('shaft'), sampleRateHz)
  const sources: SoundSource[] = [
    new Broadband(machine, condition, shaft, stream('broadband'), sampleRateHz),
    new RotatingTones(machine, condition, shaft, sampleRateHz),
    mainsHum(machine, condition, sampleRateHz),
    new BearingNoise(machine, condition, shaft, stream('bearing'), sampleRateHz),
  ]
  if (condition.rumble > 0) sources.push(new Rumble(condition, shaft, stream('rumble'), sampleRateHz))
  const paths = [createPlace(machine, sampleRateHz), createMicrophone(machine, sampleRateHz)]
  return settled(new HeardSound(sources, paths, () => shaft.advance()), sampleRateHz)
}

/** All that is heard at that place beside the fan. */
export function createBackgroundSound(machine: Machine, seed: number, sampleRateHz: number): EndlessSound {
  const sound = new HeardSound([new Background(seed, sampleRateHz)], [createMicrophone(machine, sampleRateHz)])
  return settled(sound, sampleRateHz)
}

/** What is heard in a factory hall, with no particular machine or microphone. */
export function createHallSound(seed: number, sampleRateHz: number): EndlessSound {
  return settled(new HeardSound([new Background(seed, sampleRateHz)], []), sampleRateHz)
}

class HeardSound implements EndlessSound {
  readonly #sources: readonly SoundSource[]
  readonly #paths: readonly SoundPath[]
  readonly #advance: () => void

  constructor(sources: readonly SoundSource[], paths: readonly SoundPath[], advance: () => void = () => undefined) {
    this.#sources = sources
    this.#paths = paths
    this.#advance = advance
  }

  fill(out: Float64Array): void {
    out.fill(0)
    this.#advance()
    for (const source of this.#sources) source.addTo(out)
    for (const path of this.#paths) path.process(out)
  }
}

function settled(sound: EndlessSound, sampleRateHz: number): EndlessSound {
  const unheard = new Float64Array(BLOCK_LENGTH)
  for (let heard = 0; heard < SETTLING_SECONDS * sampleRateHz; heard += BLOCK_LENGTH) sound.fill(unheard)
  return sound
}
