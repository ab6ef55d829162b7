import type { Condition } from './condition.ts'
import { drawHealthyCondition } from './condition.ts'
import { cloggedCondition } from './fault-clogged.ts'
import { imbalancedCondition } from './fault-imbalanced.ts'
import { voltageCondition } from './fault-voltage.ts'
import type { Machine } from './machine.ts'
import { Random } from './random.ts'

/** What the synthesiser can do to a fan; `ok` leaves it healthy. Also the labels of its recordings, in this order. */
export const FAULT_NAMES = ['ok', 'imbalanced', 'clogged', 'voltage'] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/**
 * Draw how a machine runs during one recording.
 *
 * The fault has a stream of its own: with the same seed, a faulty recording is the
 * healthy one but for the fault.
 *
 * @param severity - s, 0..1 (drawn from U(.3, 1) in labelled recordings).
 */
export function drawCondition(machine: Machine, fault: FaultName, severity: number, seed: number): Condition {
  const healthy = drawHealthyCondition(machine, new Random(seed, 'condition'))
  const random = new Random(seed, fault)
  switch (fault) {
    case 'ok':
      return healthy
    case 'imbalanced':
      return imbalancedCondition(healthy, severity, random)
    case 'clogged':
      return cloggedCondition(healthy, machine, severity, random)
    case 'voltage':
      return voltageCondition(healthy, machine, severity, random)
  }
}
