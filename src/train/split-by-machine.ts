import { DatasetError } from '../errors.ts'
import type { Split } from './split.ts'

/**
 * Keep whole machines for validation: whether a classifier knows faults, or only the machines that it has heard.
 *
 * @param heldOut - The machines, as the data set's paths name them.
 * @throws {@link DatasetError} when a machine is not there, or what is left lacks a label.
 */
export function splitByMachine<T extends { readonly label: number; readonly machine?: string }>(
  recordings: readonly T[],
  heldOut: readonly string[],
): Split<T> {
  const machines = [...new Set(recordings.map(({ machine }) => machine))].filter((machine) => machine !== undefined)
  const unknown = heldOut.filter((machine) => !machines.includes(machine))
  if (unknown.length > 0) {
    throw new DatasetError(
      `there is no machine ${unknown.join(', ')} to hold out; the paths name ${machines.sort().join(', ') || 'none'}`,
    )
  }
  const isHeldOut = ({ machine }: T): boolean => machine !== undefined && heldOut.includes(machine)
  const training = recordings.filter((recording) => !isHeldOut(recording))
  const validation = recordings.filter(isHeldOut)
  const labels = new Set(recordings.map(({ label }) => label))
  if (new Set(training.map(({ label }) => label)).size < labels.size) {
    throw new DatasetError(
      `without ${heldOut.join(', ')} a label has no recordings to learn from: hold out fewer machines`,
    )
  }
  return { training, validation }
}
