import type { Condition } from './condition.ts'
import { amplitude } from './decibel.ts'
import type { Random } from './random.ts'

/**
 * Mass off the axis: the shaft shakes the noise and the blades' phase once a turn, its
 * first orders sound, the structure rumbles, the bearing is loaded.
 */
export function imbalancedCondition(healthy: Condition, severity: number, random: Random): Condition {
  const firstOrder = amplitude(random.uniform(-12, 2)) * severity
  const shares = [1, amplitude(random.uniform(-14, -4)), amplitude(random.uniform(-20, -8))]
  return {
    ...healthy,
    shaftModulation: healthy.shaftModulation + severity * random.uniform(0.25, 0.6),
    bladePhaseShift: severity * random.uniform(0.2, 0.8),
    shaftTones: healthy.shaftTones.map((tone, index) => tone + firstOrder * (shares[index] ?? 0)),
    rumble: severity * amplitude(random.uniform(-6, 4)),
    bearing: healthy.bearing * amplitude(8 * severity),
  }
}
