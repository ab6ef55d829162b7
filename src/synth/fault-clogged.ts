import type { Condition } from './condition.ts'
import { amplitude } from './decibel.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'

/**
 * Something blocks the air. An axial fan labours and slows, a centrifugal one is
 * relieved and speeds up; the blades' tones change, the flow stalls, its noise moves
 * to low frequencies.
 */
export function cloggedCondition(healthy: Condition, machine: Machine, severity: number, random: Random): Condition {
  const speed =
    machine.impeller === 'axial' ? 1 - severity * random.uniform(0.02, 0.08) : 1 + severity * random.uniform(0.01, 0.04)
  const bladeDb = severity * (random.chance(0.75) ? random.uniform(3, 9) : -random.uniform(3, 6))
  return {
    ...healthy,
    speedRatio: healthy.speedRatio * speed,
    bladeTones: healthy.bladeTones.map((tone) => tone * amplitude(bladeDb)),
    lowShelfDb: severity * random.uniform(4, 12),
    highShelfDb: -severity * random.uniform(2, 6),
    stall: { depth: severity * random.uniform(0.1, 0.3), cutoffHz: random.uniform(2, 8) },
  }
}
