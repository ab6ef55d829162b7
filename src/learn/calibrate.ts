import { type NormalDistances, standardise } from '../model/detectors/normal-detector.ts'
import type { DistanceCalibration, NormalCalibration } from '../model/normal-only-manifest.ts'
import { median, tailThreshold } from './tail-threshold.ts'

/** Keeps a division possible where all distances are the same. */
const LEAST_DEVIATION = 1e-6
const LEAST_THRESHOLD = 1e-3

/**
 * Find the scale and the thresholds of a detector's distances.
 *
 * @param distances - Of normal windows that were held out; at least five.
 */
export function calibrate(
  distances: readonly NormalDistances[],
  falseAlarmRate: number,
): Pick<NormalCalibration, 'spectrum' | 'modulation' | 'combined'> {
  const spectrum = scaleOf(
    distances.map((distance) => distance.spectrum.squared),
    falseAlarmRate,
  )
  const modulation = scaleOf(
    distances.map((distance) => distance.modulation.squared),
    falseAlarmRate,
  )
  const sums = distances.map((distance) => combine(distance, { spectrum, modulation }))
  const middle = median(sums)
  const threshold = Math.max(middle + LEAST_THRESHOLD, tailThreshold(sums, falseAlarmRate))
  return { spectrum, modulation, combined: { median: middle, threshold } }
}

/** Sum of both standardised distances. */
export function combine(
  { spectrum, modulation }: NormalDistances,
  calibration: Pick<NormalCalibration, 'spectrum' | 'modulation'>,
): number {
  return standardise(spectrum.squared, calibration.spectrum) + standardise(modulation.squared, calibration.modulation)
}

function scaleOf(squares: readonly number[], rate: number): DistanceCalibration {
  const logs = squares.map(Math.log)
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length
  const scale = { median: median(logs), deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) }
  const scores = squares.map((squared) => standardise(squared, scale))
  return { ...scale, threshold: Math.max(LEAST_THRESHOLD, tailThreshold(scores, rate)) }
}
