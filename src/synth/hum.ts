import type { Condition } from './condition.ts'
import type { Machine } from './machine.ts'
import { SteadyTone } from './steady-tone.ts'

/** The motor's magnetic hum: harmonics of twice the mains frequency, whatever the speed. */
export function mainsHum({ mainsHz }: Machine, { humTones }: Condition, sampleRateHz: number): SteadyTone {
  return new SteadyTone(2 * mainsHz, humTones, sampleRateHz)
}
