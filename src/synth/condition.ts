import { amplitude } from './decibel.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'

/**
 * How a fan runs during one recording: the machine's parameters with the recording's
 * own spread, which a fault then changes. Amplitudes are relative to the healthy fan's
 * broadband noise, whose RMS is 1 at nominal speed.
 */
export interface Condition {
  /** ρ: mean speed against nominal. */
  readonly speedRatio: number
  /** w: RMS of the speed's slow wander, against the speed. */
  readonly wander: number
  /** Cut-off of that wander. @unit Hz */
  readonly wanderHz: number
  /** m1: how deep the shaft modulates the broadband noise. */
  readonly shaftModulation: number
  /** β: how far the shaft shifts the phase of the blades. @unit rad */
  readonly bladePhaseShift: number
  /** Change of the broadband noise below 280 Hz. @unit dB */
  readonly lowShelfDb: number
  /** Change of the broadband noise at its high end. @unit dB */
  readonly highShelfDb: number
  /** Slow, irregular beating of a stalled flow: RMS depth, and cut-off in Hz. */
  readonly stall: { readonly depth: number; readonly cutoffHz: number }
  /** Amplitudes of blade passing and its harmonics. */
  readonly bladeTones: readonly number[]
  /** Amplitudes of the shaft's orders 1, 2, … */
  readonly shaftTones: readonly number[]
  /** Amplitudes of the harmonics of twice the mains frequency. */
  readonly humTones: readonly number[]
  /** Amplitude of the bearing's noise. */
  readonly bearing: number
  /** Amplitude of the noise below 250 Hz that comes once a turn. */
  readonly rumble: number
}

/** A healthy recording's condition. */
export function drawHealthyCondition(machine: Machine, random: Random): Condition {
  return {
    speedRatio: machine.speedRatio * (1 + random.normal(0, 0.008)),
    wander: random.uniform(0.0008, 0.004),
    wanderHz: random.uniform(0.2, 0.6),
    shaftModulation: machine.broadband.shaftModulation * random.uniform(0.6, 1.4),
    bladePhaseShift: 0,
    lowShelfDb: 0,
    highShelfDb: 0,
    stall: { depth: 0, cutoffHz: 4 },
    bladeTones: machine.bladeDb.map((db, index) => amplitude(db) * (index + 1) ** -machine.bladeDecay),
    shaftTones: machine.shaftDb.map((db, index) => amplitude(db) * (index + 1) ** -0.5),
    humTones: machine.humDb.map(amplitude),
    bearing: amplitude(machine.bearing.levelDb),
    rumble: 0,
  }
}
