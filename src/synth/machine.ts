import { Random } from './random.ts'

/** A peak or dip of a transfer function. */
export interface Peak {
  /** @unit Hz */
  readonly centreHz: number
  readonly q: number
  /** Gain at the centre. @unit dB */
  readonly gainDb: number
}

/**
 * One fan as built, with the place where it stands and the microphone that hears it:
 * all that stays the same from recording to recording. Levels are relative to the
 * healthy fan's broadband noise.
 */
export interface Machine {
  readonly seed: number
  /** f0: nominal speed of the shaft. @unit revolutions/s */
  readonly shaftHz: number
  /** Duty point: mean speed against nominal. */
  readonly speedRatio: number
  /** B: blades of the impeller. */
  readonly blades: number
  readonly impeller: 'axial' | 'centrifugal'
  readonly broadband: {
    /** f_p: where the spectrum peaks at nominal speed. @unit Hz */
    readonly peakHz: number
    /** s: fall of the spectrum beyond the peak. @unit dB/octave */
    readonly slopeDb: number
    /** How deep the shaft modulates the noise, before a recording's own factor. */
    readonly shaftModulation: number
    /** mb: how deep the passing blades do. */
    readonly bladeModulation: number
  }
  /** Levels of the harmonics of blade passing, T + N(0, 4), before their decay. @unit dB */
  readonly bladeDb: readonly number[]
  /** α: the h-th harmonic falls as h^-α. */
  readonly bladeDecay: number
  /** Levels of the orders of the shaft, S + N(0, 5), before their decay. @unit dB */
  readonly shaftDb: readonly number[]
  /** Frequency of the mains. @unit Hz */
  readonly mainsHz: 50 | 60
  /** Levels of the harmonics of twice the mains frequency. @unit dB */
  readonly humDb: readonly number[]
  /** κ: speed follows voltage to this power. */
  readonly voltageExponent: number
  readonly bearing: {
    /** @unit dB */
    readonly levelDb: number
    /** N_b: rolling elements; the cage turns at .4 of the shaft's speed. */
    readonly balls: number
  }
  readonly place: {
    /** Decides the pattern of the reflections. */
    readonly seed: number
    readonly resonances: readonly Peak[]
    /** Time in which reverberation falls by 60 dB. @unit s */
    readonly reverberationSeconds: number
    /** Level of the reverberation against the direct sound. @unit dB */
    readonly reverberationDb: number
  }
  readonly microphone: {
    readonly peaks: readonly Peak[]
    /** @unit Hz */
    readonly highPassHz: number
    /** @unit Hz */
    readonly lowPassHz: number
  }
}

const BLADE_COUNTS = [3, 4, 5, 6, 7, 9, 11] as const
const BLADE_HARMONICS = 10
const SHAFT_ORDERS = 11
const HUM_HARMONICS = 8

/** Build a fan. The same seed gives the same fan. */
export function drawMachine(seed: number): Machine {
  const random = new Random(seed, 'machine')
  const levels = (count: number, deviationDb: number, level: (index: number) => number): number[] =>
    Array.from({ length: count }, (_, index) => level(index) + random.normal(0, deviationDb))

  const bladeDb = random.uniform(-8, 6)
  const shaftDb = random.uniform(-32, -18)
  const humDb = random.uniform(-26, -8)
  const humStepDb = random.uniform(3, 8)
  return {
    seed,
    shaftHz: random.uniform(20, 50),
    speedRatio: 1,
    blades: BLADE_COUNTS[random.integer(0, BLADE_COUNTS.length - 1)] ?? 5,
    impeller: random.chance(0.7) ? 'axial' : 'centrifugal',
    broadband: {
      peakHz: random.uniform(250, 900),
      slopeDb: random.uniform(3, 6),
      shaftModulation: random.uniform(0, 0.08),
      bladeModulation: random.uniform(0.05, 0.3),
    },
    bladeDb: levels(BLADE_HARMONICS, 4, () => bladeDb),
    bladeDecay: random.uniform(0.8, 1.6),
    shaftDb: levels(SHAFT_ORDERS, 5, () => shaftDb),
    mainsHz: random.chance(0.5) ? 50 : 60,
    humDb: levels(HUM_HARMONICS, 4, (index) => humDb - humStepDb * index),
    voltageExponent: random.uniform(0.4, 1),
    bearing: { levelDb: random.uniform(-40, -26), balls: random.integer(7, 12) },
    place: {
      seed,
      resonances: Array.from({ length: 3 }, () => ({
        centreHz: random.logUniform(70, 420),
        q: random.uniform(6, 20),
        gainDb: random.uniform(-4, 4),
      })),
      reverberationSeconds: random.uniform(0.08, 0.5),
      reverberationDb: random.uniform(-10, -2),
    },
    microphone: {
      peaks: Array.from({ length: 5 }, () => ({
        centreHz: random.logUniform(100, 8_000),
        q: random.uniform(1, 4),
        gainDb: random.uniform(-7, 7),
      })),
      highPassHz: random.uniform(30, 110),
      lowPassHz: random.uniform(7_500, 10_500),
    },
  }
}
