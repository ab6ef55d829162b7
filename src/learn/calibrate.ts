import { combineScores, type NormalDistances, standardiseAll } from '../model/detectors/normal-detector.ts'
import type { DistanceCalibration, NormalCalibration } from '../model/normal-only-manifest.ts'
import { median, tailThreshold } from './tail-threshold.ts'

/** Keeps a division possible where all distances are the same. */
const LEAST_DEVIATION = 1e-6
const LEAST_THRESHOLD = 1e-3
/** From so many deviations from the usual on, the spectrum and modulation add to the sum. */
const ADDS_FROM = -1

/** What distances are brought onto a common scale by. */
export type Scales = Pick<NormalCalibration, 'spectrum' | 'modulation'> & { readonly hum?: DistanceCalibration }

/**
 * Find the scale and the thresholds of a detector's distances.
 *
 * @param distances - Of normal windows that were held out; at least five.
 */
export function calibrate(
  distances: readonly NormalDistances[],
  falseAlarmRate: number,
): Scales & Pick<NormalCalibration, 'combined'> {
  const scaleOf = (values: readonly number[]): DistanceCalibration => findScale(values, falseAlarmRate)
  const rises = distances.flatMap(({ hum }) => hum ?? [])
  const scales = {
    spectrum: scaleOf(distances.map(({ spectrum }) => Math.log(spectrum.squared))),
    modulation: scaleOf(distances.map(({ modulation }) => Math.log(modulation.squared))),
    ...(rises.length > 0 && { hum: scaleOf(rises) }),
  }
  const sums = distances.map((distance) => combine(distance, scales))
  const middle = median(sums)
  const threshold = Math.max(middle + LEAST_THRESHOLD, tailThreshold(sums, falseAlarmRate))
  return { ...scales, combined: { median: middle, threshold, addsFrom: ADDS_FROM } }
}

/** All distances as one. */
export function combine(distances: NormalDistances, scales: Scales): number {
  return combineScores(standardiseAll(distances, scales), ADDS_FROM)
}

function findScale(values: readonly number[], rate: number): DistanceCalibration {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const scale = { median: median(values), deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) }
  const scores = values.map((value) => (value - scale.median) / scale.deviation)
  return { ...scale, threshold: Math.max(LEAST_THRESHOLD, tailThreshold(scores, rate)) }
}
