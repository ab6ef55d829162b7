import type { NormalOnlyDraft } from '../model/bundle-contents.ts'
import { ANOMALOUS_THRESHOLDS } from '../model/detectors/anomaly-scale.ts'
import { detectorArrays, RANGE_PARTS } from '../model/detectors/normal-detector.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { packArrays } from '../model/detectors/weight-arrays.ts'
import type { NormalCalibration } from '../model/normal-only-manifest.ts'
import type { FittedBaselines } from './fit-baselines.ts'
import type { HeardWindow } from './heard-window.ts'
import type { NormalLearning } from './normal-learning.ts'

export interface FittedDetector {
  readonly baselines: FittedBaselines
  /** What was learnt from. */
  readonly windows: readonly HeardWindow[]
  readonly extractor: NormalSoundExtractor
  readonly sessions: readonly string[]
  readonly learning: Omit<NormalLearning, 'falseAlarmRate' | 'heldOut'>
  readonly calibration: NormalCalibration
}

const WEIGHTS_FILE = 'detector.bin'
/** A band that never moves still has this deviation. @unit dB */
const LEAST_DEVIATION_DB = 0.05

/** Put a detector into the form of a bundle. */
export function describeDetector({ baselines, windows, extractor, sessions, learning, calibration }: FittedDetector): {
  readonly draft: NormalOnlyDraft
  readonly files: ReadonlyMap<string, Uint8Array>
} {
  const { name, version, description, audio, window, features } = learning
  const { hum } = baselines
  const arrays = detectorArrays(extractor, sessions.length)
  const values: readonly ArrayLike<number>[] = [
    baselines.spectrum.centres,
    baselines.spectrum.covariance,
    rangeRows(windows.map(({ sound }) => sound.bandLevels)),
    baselines.modulation.centres,
    baselines.modulation.covariance,
    rangeRows(windows.map(({ sound }) => sound.modulation)),
    ...(hum
      ? [
          [...Float64Array.from(hum.centre), ...Float64Array.from(hum.deviation)],
          rangeRows(windows.flatMap(({ sound }) => sound.low?.hum ?? [])),
        ]
      : []),
  ]
  const packed = packArrays(arrays.map((shape, i) => ({ ...shape, values: Float32Array.from(values[i] ?? []) })))
  return {
    files: new Map([[WEIGHTS_FILE, packed]]),
    draft: {
      formatVersion: 1,
      kind: 'normal-only',
      name,
      version,
      description:
        description ??
        `Learnt from ${windows.length} windows of normal sound in ${sessions.length} ` +
          `${sessions.length === 1 ? 'session' : 'sessions'}; knows no faults, only what is unlike them.`,
      audio,
      window,
      labels: [
        { name: 'normal', message: 'Sounds as it was learnt', normal: true },
        {
          name: 'anomalous',
          message: 'Sounds unlike what was learnt',
          normal: false,
          thresholds: ANOMALOUS_THRESHOLDS,
        },
      ],
      features,
      sessions: [...sessions],
      calibration,
      weights: WEIGHTS_FILE,
      arrays: arrays.map(({ name: array, shape }) => ({ name: array, shape: [...shape] })),
    },
  }
}

/** Deviation, lowest and highest of each number over the windows, row after row. */
function rangeRows(rows: readonly Float64Array[]): Float32Array {
  const size = rows[0]?.length ?? 0
  const out = new Float32Array(RANGE_PARTS.length * size)
  for (let i = 0; i < size; i += 1) {
    const values = rows.map((row) => row[i] as number)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    const found = { deviation: Math.max(LEAST_DEVIATION_DB, Math.sqrt(variance)), ...extremes(values) }
    for (const [row, part] of RANGE_PARTS.entries()) out[row * size + i] = found[part]
  }
  return out
}

function extremes(values: readonly number[]): { readonly lowest: number; readonly highest: number } {
  return values.reduce(
    ({ lowest, highest }, value) => ({ lowest: Math.min(lowest, value), highest: Math.max(highest, value) }),
    { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY },
  )
}
