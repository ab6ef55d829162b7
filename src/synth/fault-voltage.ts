import type { Condition } from './condition.ts'
import { amplitude } from './decibel.ts'
import type { Machine } from './machine.ts'
import type { Random } from './random.ts'

/** The supply sags or swells: the speed follows, the hum changes, its odd orders most. */
export function voltageCondition(healthy: Condition, machine: Machine, severity: number, random: Random): Condition {
  const voltage = random.chance(0.6)
    ? 1 - severity * random.uniform(0.1, 0.28)
    : 1 + severity * random.uniform(0.08, 0.2)
  const humDb = 40 * Math.log10(voltage) + severity * random.uniform(3, 9)
  const oddDb = severity * random.uniform(3, 8)
  return {
    ...healthy,
    speedRatio: healthy.speedRatio * voltage ** machine.voltageExponent,
    humTones: healthy.humTones.map((tone, index) => tone * amplitude(humDb + (index % 2 === 0 ? oddDb : 0))),
  }
}
