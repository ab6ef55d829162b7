import type { changeableValues } from '../config/secrets.ts'
import { firstFitting } from './twin-room.ts'

/** A twin holds 32 KB of reported properties: 20 are for the sources, and some for why something was refused. */
const MOST_LABEL_BYTES = 5 * 1_024

/** What is in force, as it is reported: of the thresholds by label only as many as a twin has room for. */
export interface InForceEntry {
  readonly inForce: ReturnType<typeof changeableValues>
  /** Of the labels that have thresholds of their own, reported or not. */
  readonly labelCounts: { readonly total: number; readonly shown: number }
}

/**
 * @param inTwin - Labels that the twin holds by now, by its own names: a patch must delete what is no longer shown.
 * @returns The patch, and the labels that the twin holds after it.
 */
export function inForceEntry(
  values: ReturnType<typeof changeableValues>,
  inTwin: ReadonlySet<string>,
): { readonly entry: InForceEntry; readonly inTwin: ReadonlySet<string> } {
  const all = Object.entries(values['alarm']?.['labels'] ?? {})
  const shown = firstFitting(all, MOST_LABEL_BYTES)
  const gone = [...inTwin].filter((label) => !shown.has(label)).map((label) => [label, null] as const)
  const labels = Object.fromEntries([...gone, ...shown])
  return {
    entry: {
      inForce: { ...values, alarm: { ...values['alarm'], labels } },
      labelCounts: { total: all.length, shown: shown.size },
    },
    inTwin: new Set(shown.keys()),
  }
}
