/** Frequencies that an axis names, where the bands reach so far. @unit Hz */
const NAMED_HZ = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]

export interface FrequencyTick {
  readonly hz: number
  /** 0 at the lowest edge of the picture, 1 at its highest. */
  readonly place: number
}

/**
 * Where frequencies lie on an axis of bands that are all as high.
 *
 * @param frequenciesHz - Middle of each band, lowest first.
 * @param closest - Ticks are at least so far apart, as a share of the height.
 */
export function frequencyTicks(frequenciesHz: readonly number[], closest = 0.1): FrequencyTick[] {
  const ticks: FrequencyTick[] = []
  for (const hz of NAMED_HZ) {
    const place = placeOf(hz, frequenciesHz)
    if (place === undefined) continue
    if (place - (ticks.at(-1)?.place ?? Number.NEGATIVE_INFINITY) >= closest) ticks.push({ hz, place })
  }
  return ticks
}

function placeOf(hz: number, frequenciesHz: readonly number[]): number | undefined {
  const above = frequenciesHz.findIndex((middle) => middle >= hz)
  const high = frequenciesHz[above]
  const low = frequenciesHz[above - 1]
  if (high === undefined || low === undefined) return undefined
  return (above - 1 + (hz - low) / (high - low) + 0.5) / frequenciesHz.length
}
