import { type Split, splitByLabel } from './split.ts'
import { splitByMachine } from './split-by-machine.ts'

export interface RecordingSplit {
  /** Share of each label's recordings that is kept for validation. */
  readonly validationShare: number
  /** Machines to keep instead, whole: the share is then not drawn. */
  readonly heldOutMachines?: readonly string[]
  readonly seed: number
}

/** Divide recordings into those to learn from and those to check with: by machine where machines are named. */
export function splitRecordings<T extends { label: number; original?: string; machine?: string }>(
  recordings: readonly T[],
  { validationShare: share, heldOutMachines, seed }: RecordingSplit,
): Split<T> {
  return heldOutMachines ? splitByMachine(recordings, heldOutMachines) : splitByLabel(recordings, { share, seed })
}
